import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MigrationSettings } from '../../migrator/index.ts';
import { assertMigrated } from '../checker/check-migration.ts';
import { givePasswords } from '../checker/known-passwords.ts';
import {
    importsOf,
    inventUsers,
    type OpenMigration,
    openMigration,
    SOURCE,
} from '../migrator/running/open-migration.ts';
import type { DeathWish } from './migrate-and-die.ts';
import { type DeathPoint, runInChild } from './run-in-child.ts';

const BATCHES = 20;
const USERS = BATCHES * 2;
const SETTINGS: Partial<MigrationSettings> = { maxImportFileBytes: 1_000 };
const MOST_POINTS = 420;
/** `CRASH_POINTS=all` kills at every point, which takes minutes; otherwise at this many, spread over the run. */
const SAMPLE = 16;
/** So many users log in after each point, others each time, where not every point is tried; a login takes a twentieth of a second. */
const LOGINS = 5;

describe('a run that is killed with kill -9 and run again', () => {
    let migration: OpenMigration;
    let points: DeathPoint[] = [];
    let expected: unknown[] = [];
    let targets = 0;
    let passwords: ReadonlyMap<string, string>;

    before(async function () {
        this.timeout(300_000);
        const known = await givePasswords(
            SOURCE,
            inventUsers(USERS).map((user) => ({ ...user, app_metadata: { padding: 'x'.repeat(60) } })),
        );
        passwords = known.passwords;
        migration = await openMigration({
            users: known.users,
            targets: Array.from({ length: MOST_POINTS }, (_, index) => nameOf(index + 1)),
            definition: "passwords: { hashExport: 'hashes.ndjson', whenMissing: 'refuse' },",
        });
        await writeFile(join(migration.folder, 'hashes.ndjson'), known.hashExport);
        const target = nextTarget();
        const { writes } = await runInChild(migration.proxy, wishOf(migration, target), undefined);
        const requests = migration.proxy.requests.length;
        assert.equal(importsOf(migration.proxy).length, BATCHES);
        expected = await comparableUsers(migration, target);
        assert.equal(expected.length, USERS);
        points = [
            ...numbersTo(writes).flatMap((number) =>
                (['before', 'half-written', 'after'] as const).map(
                    (moment): DeathPoint => ({ at: 'journal', number, moment }),
                ),
            ),
            ...numbersTo(requests).flatMap((number) =>
                (['before', 'after'] as const).map((moment): DeathPoint => ({ at: 'request', number, moment })),
            ),
        ];
        console.log(`      ${writes} journal writes and ${requests} requests: ${points.length} points to die at`);
        assert.ok(points.length > 150);
    });
    after(() => migration.close());

    it('ends as the run that was never killed, with nobody imported twice and no job sent twice without need', async function () {
        this.timeout(4 * 60 * 60_000);
        const all = process.env['CRASH_POINTS'] === 'all';
        const chosen = all ? points : points.filter((_, index) => index % Math.ceil(points.length / SAMPLE) === 0);
        let killed = 0;
        for (const point of chosen) {
            const target = nextTarget();
            const { wasKilled } = await runInChild(migration.proxy, wishOf(migration, target), point);
            if (!wasKilled) continue;
            killed += 1;
            const name = JSON.stringify(point);
            const unanswered = await unansweredBatches(migration, target);
            const { report } = await migration.run({ ...SETTINGS, runId: target, to: target });
            // The pass that was killed is followed by another.
            assert.equal(report?.imported, USERS, name);
            assert.equal(report.isVerified, true, name);
            assert.deepEqual(await comparableUsers(migration, target), expected, name);
            const side = { ...migration.tenant, connection: target };
            await assertMigrated({
                source: { ...side, connection: SOURCE },
                target: side,
                idPolicy: { policy: 'regenerate', rememberAs: 'app_metadata.previous_user_id' },
                passwords: all ? passwords : someOf(passwords, killed * LOGINS),
                name,
            });
            const sent = importsOf(migration.proxy).map(({ externalId }) => externalId);
            const twice = sent.filter((id, index) => sent.indexOf(id) !== index);
            for (const id of twice)
                assert.ok(unanswered.has(id), `${name}: ${id} was sent twice though it was answered`);
        }
        console.log(
            `      killed at ${killed} of ${chosen.length} points${all ? '' : ' (CRASH_POINTS=all for every one)'}`,
        );
        assert.ok(killed >= chosen.length * 0.9);
    });

    function nextTarget(): string {
        targets += 1;
        return nameOf(targets);
    }
});

function wishOf(migration: OpenMigration, target: string): DeathWish {
    const { proxy, tenant } = migration;
    return {
        settings: migration.settings({ ...SETTINGS, runId: target, to: target }),
        caFiles: [proxy.caFile, tenant.caFile],
    };
}

// The batches of which the journal knows a request and no answer.
async function unansweredBatches(migration: OpenMigration, target: string): Promise<Set<string>> {
    const unanswered = new Set<string>();
    const journal = await readFile(migration.fileOf('journal.ndjson', target), 'utf8').catch(() => '');
    // The last line may be cut off; what is left of it says nothing.
    const lines = journal.split('\n').slice(0, -1);
    const entries = lines.map((line) => JSON.parse(line) as { type: string; batch?: number });
    for (const { type, batch } of entries) {
        if (type === 'batch-submitting') unanswered.add(`${target}-1-${batch ?? ''}`);
        if (type === 'batch-submitted') unanswered.delete(`${target}-1-${batch ?? ''}`);
    }
    return unanswered;
}

async function comparableUsers(migration: OpenMigration, target: string): Promise<unknown[]> {
    const users = await migration.usersOf(target);
    return users
        .map((user) => {
            const kept = { ...user };
            for (const field of ['user_id', 'identities', 'created_at', 'updated_at']) delete kept[field];
            return kept;
        })
        .sort((a, b) => String(a['email']).localeCompare(String(b['email'])));
}

function someOf(passwords: ReadonlyMap<string, string>, from: number): Map<string, string> {
    return new Map([...passwords].filter((_, index) => (index - from + USERS * passwords.size) % USERS < LOGINS));
}

function numbersTo(count: number): number[] {
    return Array.from({ length: count }, (_, index) => index + 1);
}

function nameOf(number: number): string {
    return `target-${number}`;
}
