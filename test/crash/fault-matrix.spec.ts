import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ERROR_CODES, isMigrationError, type MigrationSettings } from '../../migrator/index.ts';
import { assertMigrated } from '../checker/check-migration.ts';
import { givePasswords } from '../checker/known-passwords.ts';
import type { PassingRequest } from '../migrator/running/interfering-proxy.ts';
import { noSearchLag } from '../migrator/running/no-search-lag.ts';
import { inventUsers, type OpenMigration, openMigration, SOURCE } from '../migrator/running/open-migration.ts';
import { FAULTS } from './faults.ts';

const USERS = 12;
const GHOST = 5;
const SETTINGS: Partial<MigrationSettings> = {
    ...{ maxImportFileBytes: 1_500, expectedUsersPerSecond: 1_000 },
    clock: noSearchLag,
};
/** `FAULT_MATRIX=all` (or `CRASH_POINTS=all`) tries every combination, which takes minutes; otherwise so many, spread over all. */
const SAMPLE = 10;

/** Every call of a run, by the stage that makes it. */
const KINDS: Readonly<Record<string, (passing: PassingRequest) => boolean>> = {
    'checks: token': ({ path }) => path === '/oauth/token',
    'checks: connections': ({ path }) => path === '/api/v2/connections',
    'export: job made': ({ path }) => path === '/api/v2/jobs/users-exports',
    'export: download': ({ path }) => path.startsWith('/_exports/'),
    'export, import: job read': ({ path }) => /\/jobs\/job_\w+$/.test(path),
    'import: job made': ({ path }) => path === '/api/v2/jobs/users-imports',
    'import: errors read': ({ path }) => path.endsWith('/errors'),
    'reconcile: look-up': ({ path }) => path === '/api/v2/users-by-email',
    'reconcile: search': ({ method, path }) => method === 'GET' && path === '/api/v2/users',
    'reconcile: delete': ({ method }) => method === 'DELETE',
};

describe('a run with a fault', () => {
    const combinations = Object.keys(KINDS).flatMap((kind) => Object.keys(FAULTS).map((fault) => ({ kind, fault })));
    let migration: OpenMigration;
    let passwords: ReadonlyMap<string, string>;

    before(async function () {
        this.timeout(300_000);
        const targets = combinations.map((_, index) => `target-${index + 1}`);
        const known = await givePasswords(SOURCE, inventUsers(USERS));
        passwords = known.passwords;
        migration = await openMigration({
            users: known.users,
            targets,
            seed: targets.map((connection) => ({ ghost: { connection, email: `user-${GHOST}@example.com` } })),
            definition:
                "passwords: { hashExport: 'hashes.ndjson', whenMissing: 'refuse' }, ghosts: { repair: { max: 1 } },",
        });
        await writeFile(join(migration.folder, 'hashes.ndjson'), known.hashExport);
    });
    after(() => migration.close());

    it('completes, or stops with a code and completes when it is run again', async function () {
        this.timeout(4 * 60 * 60_000);
        const all = process.env['FAULT_MATRIX'] === 'all' || process.env['CRASH_POINTS'] === 'all';
        const step = all ? 1 : Math.ceil(combinations.length / SAMPLE);
        let [tried, stopped] = [0, 0];
        for (const [index, { kind, fault }] of combinations.entries()) {
            if (index % step !== 0) continue;
            tried += 1;
            const name = `${fault} at ${kind}`;
            const to = `target-${index + 1}`;
            migration.proxy.interferences = FAULTS[fault]?.(KINDS[kind] ?? (() => false)) ?? {};
            const run = () => migration.run({ ...SETTINGS, to, runId: to });
            const outcome = await run().catch((error: unknown) => {
                stopped += 1;
                assert.ok(isMigrationError(error), `${name}: ${String(error)}`);
                assert.ok(ERROR_CODES.includes(error.code), name);
                migration.proxy.interferences = {};
                return run();
            });
            migration.proxy.interferences = {};
            assert.equal(outcome.report?.isVerified, true, name);
            // What may not be looked up or deleted stays a ghost, or undecided; everybody else is there in every case.
            const { imported, rejected, sourceUsers } = outcome.report;
            assert.ok(
                rejected === 0 || (rejected === 1 && fault === 'a refusal' && kind.startsWith('reconcile')),
                name,
            );
            assert.equal(imported + rejected, USERS, name);
            assert.equal(sourceUsers, USERS, name);
            const emails = (await migration.usersOf(to)).map(({ email }) => email);
            assert.equal(new Set(emails).size, imported, name);
            assert.equal(emails.length, imported, name);
            const side = { ...migration.tenant, connection: to };
            await assertMigrated({
                source: { ...side, connection: SOURCE },
                target: side,
                idPolicy: { policy: 'regenerate', rememberAs: 'app_metadata.previous_user_id' },
                passwords,
                exceptions:
                    rejected === 0
                        ? []
                        : [{ user: `auth0|u0000${GHOST}`, why: 'a ghost holds the address', presence: 'absent' }],
                name,
            });
        }
        console.log(
            `      ${tried} of ${combinations.length} combinations${all ? '' : ' (FAULT_MATRIX=all for every one)'}; ${stopped} stopped first`,
        );
    });
});
