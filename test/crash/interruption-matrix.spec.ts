import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { MigrationSettings } from '../../migrator/index.ts';
import { aspectsOf, type IdPolicy, originsOf } from '../checker/aspects.ts';
import { assertMigrated } from '../checker/check-migration.ts';
import { givePasswords, type KnownPasswords } from '../checker/known-passwords.ts';
import { definitionText } from '../histories/definition-text.ts';
import { HistoryModel, type Policies } from '../histories/history-model.ts';
import { TwoSides, uniqueId } from '../histories/two-sides.ts';
import { impatientClock } from '../migrator/running/impatient-clock.ts';
import { inventUsers, type OpenMigration, openMigration } from '../migrator/running/open-migration.ts';
import { CHANGES, seededDraw } from './changes.ts';
import { STAGES, type StopKind, stopAt } from './interruption.ts';

const USERS = 14;
const GHOST = 9;
const SETTINGS: Partial<MigrationSettings> = { maxImportFileBytes: 1_000, expectedUsersPerSecond: 1_000 };
const ID_POLICY: IdPolicy = { policy: 'regenerate', rememberAs: 'app_metadata.previous_user_id' };
/** `INTERRUPTIONS=all` tries every combination, which takes some 20 minutes; otherwise so many, spread over all. */
const SAMPLE = 18;
const isAll = process.env['INTERRUPTIONS'] === 'all';
/** `INTERRUPTIONS_SEED=n` for other people and other draws. */
const SEED = Number(process.env['INTERRUPTIONS_SEED'] ?? 20_261_126);
/** `INTERRUPTIONS=<text>` tries those whose name has the text in it. */
const wanted = isAll ? undefined : process.env['INTERRUPTIONS'];

interface Case {
    readonly name: string;
    readonly stage: string;
    readonly kind: StopKind;
    readonly folder: 'kept' | 'lost';
    readonly change: string;
    readonly existingUsers: Policies['existingUsers'];
}

const CASES: readonly Case[] = Object.keys(STAGES).flatMap((stage, at) =>
    Object.keys(CHANGES).flatMap((change, which) =>
        (['told to stop', 'killed'] as const).flatMap((kind, way) =>
            (['kept', 'lost'] as const).map((folder, side): Case => {
                const existingUsers = (['skip', 'upsert', 'merge'] as const)[(at + which + way + side) % 3] ?? 'skip';
                const name = `${kind} in ${stage}; ${change}; folder ${folder}; ${existingUsers}`;
                return { name, stage, kind, folder, change, existingUsers };
            }),
        ),
    ),
);

// Steps that have no divisor in common with the lengths of the lists, so that a sample has something of everything.
function chosenCases(): readonly { readonly number: number; readonly one: Case }[] {
    const all = CASES.map((one, index) => ({ number: index + 1, one }));
    if (isAll) return all;
    if (wanted !== undefined) return all.filter(({ one }) => one.name.includes(wanted));
    const step = 37;
    return Array.from({ length: SAMPLE }, (_, index) => all[(index * step) % all.length]).filter(
        (one) => one !== undefined,
    );
}

describe('a run that is stopped while both sides change', function () {
    this.timeout(4 * 60 * 60_000);
    const chosen = chosenCases();
    /** Cases, and the pairs of connections of attempts that lose their folder. */
    const GAPS = 6;
    let migration: OpenMigration;
    const known = new Map<string, KnownPasswords<Record<string, unknown>>>();

    before(async () => {
        const names = [
            ...chosen.map(({ number }) => String(number)),
            ...Array.from({ length: GAPS }, (_, index) => `gap${index}`),
        ];
        for (const name of names) known.set(name, await givePasswords(sourceOf(name), usersOf(name), 4));
        const all = [...known];
        migration = await openMigration({
            users: [],
            targets: names.flatMap((name) => [sourceOf(name), targetOf(name)]),
            seed: all.flatMap(([name, { users }]) => [
                ...users.map((user) => ({ user: { connection: sourceOf(name), ...user } })),
                { ghost: { connection: targetOf(name), email: addressOf(name, GHOST) } },
            ]),
            tenant: { control: true },
        });
        await writeFile(join(migration.folder, 'hashes.ndjson'), all.map(([, { hashExport }]) => hashExport).join(''));
        const frame = await readFile(join(migration.folder, 'migration.ts'), 'utf8');
        for (const existingUsers of ['skip', 'upsert', 'merge'] as const)
            await writeFile(
                join(migration.folder, `${existingUsers}.ts`),
                frame.replace(/\n\s*\}\);\s*$/, `\n${definitionText(policiesOf(existingUsers))}});\n`),
            );
    });
    after(() => migration.close());

    const settingsOf = (name: string, existingUsers: Policies['existingUsers']) => {
        const whole = migration.settings({ ...SETTINGS, runId: name, to: targetOf(name) });
        return {
            ...whole,
            to: targetOf(name),
            definitionPath: `${existingUsers}.ts`,
            source: { credentials: whole.target.credentials, connectionName: sourceOf(name) },
        };
    };
    const loseFolder = (name: string) =>
        rm(dirname(migration.fileOf('journal.ndjson', name)), { recursive: true, force: true });
    const storyOf = (name: string, existingUsers: Policies['existingUsers']) => {
        const { tenant } = migration;
        const model = new HistoryModel(policiesOf(existingUsers));
        model.ghosts.add(addressOf(name, GHOST));
        for (const [id, password] of known.get(name)?.passwords ?? []) model.hashed.set(id, password);
        const source = { ...tenant, connection: sourceOf(name) };
        const target = { ...tenant, connection: targetOf(name) };
        return { model, people: new TwoSides({ source, target }, model, firstIdOf(name)) };
    };

    it('goes on with what is true now, and ends as a model says that knows what people did', async () => {
        let [done, stopped] = [0, 0];
        const failures: string[] = [];
        for (const { number, one } of chosen) {
            try {
                if (await go(String(number), one)) stopped += 1;
                done += 1;
            } catch (error) {
                failures.push(`${one.name}: ${error instanceof Error ? error.message : String(error)}`);
            }
        }
        console.log(
            `      ${chosen.length} of ${CASES.length} interruptions${isAll ? '' : ' (INTERRUPTIONS=all for every one)'}: ${done} right, ${stopped} of them stopped where they should`,
        );
        assert.equal(failures.length, 0, failures.join('\n\n'));
        assert.equal(stopped, done, 'every run came to the point where it is stopped');
    });

    it('ends in the same state wherever its folder was lost between two attempts', async () => {
        const attempts = [
            'export: after its job',
            'import: after submission 1',
            'import: after submission 2',
            'reconcile',
        ];
        const states: unknown[] = [];
        for (let gap = 0; gap < GAPS; gap += 1) {
            const name = `gap${gap}`;
            const { model, people } = storyOf(name, 'skip');
            for (const [index, stage] of attempts.entries()) {
                const points = STAGES[stage];
                assert.ok(points !== undefined && points !== 'before the answer');
                for (const point of points) await stopAt(migration, settingsOf(name, 'skip'), point, 'told to stop');
                await people.jobsEnded();
                // The last is kept throughout, and the one before loses its folder each time.
                if (gap === index || gap === GAPS - 2) await loseFolder(name);
            }
            const { report } = await migration.run({ ...settingsOf(name, 'skip'), clock: impatientClock });
            assert.equal(report?.isVerified, true, name);
            const sides = await people.observe();
            await assertMigrated({
                ...people.sides,
                idPolicy: ID_POLICY,
                exceptions: model.expect({ ...sides, target: [] }, true),
                mostLogins: 3,
                name: `folder lost after attempt ${gap + 1}`,
            });
            states.push(
                sides.target.map((account) => ({
                    ...aspectsOf(account, ID_POLICY),
                    user: originsOf(account, ID_POLICY, []).map((id) => parseInt(id.slice(-24), 16) % 1_000),
                })),
            );
        }
        const plain = states.map(
            (state, gap) => JSON.parse(JSON.stringify(state).replaceAll(`gap${gap}`, 'gap')) as unknown,
        );
        for (const [gap, state] of plain.entries())
            assert.deepEqual(state, plain.at(-1), `folder lost after attempt ${gap + 1}`);
    });

    /** @returns whether the run was stopped where it should be */
    async function go(name: string, { stage, kind, folder, change, existingUsers }: Case): Promise<boolean> {
        const { model, people } = storyOf(name, existingUsers);
        const draw = seededDraw(SEED + Number(name));
        let [number, address] = [100, 0];
        const actors = {
            people,
            draw,
            number: () => (number += 1),
            freeAddress: () => `free-${(address += 1)}.c${name}@example.com`,
        };
        const settings = settingsOf(name, existingUsers);
        await CHANGES[change]?.beforehand?.(actors);

        const points = STAGES[stage] ?? [];
        let isStopped = true;
        for (const point of points === 'before the answer' ? [points] : points) {
            const before = await people.observe();
            isStopped &&= await stopAt(migration, settings, point, kind);
            await people.jobsEnded();
            const exceptions = model.expect(before, false);
            await assertMigrated({ ...people.sides, idPolicy: ID_POLICY, exceptions, mostLogins: 0, name: 'stopped' });
            model.remember(await people.observe(), false);
        }
        await CHANGES[change]?.meanwhile?.(actors);
        if (folder === 'lost') {
            await loseFolder(name);
            model.loseFolder();
        }

        const before = await people.observe();
        const { report } = await migration.run({ ...settings, clock: impatientClock });
        const exceptions = model.expect(before, true);
        const mostLogins = isAll ? 7 : 4;
        await assertMigrated({ ...people.sides, idPolicy: ID_POLICY, exceptions, mostLogins, name: 'went on' });
        assert.equal(report?.isVerified, true);
        assert.equal(report.sourceUsers, before.source.length);
        return isStopped;
    }
});

function policiesOf(existingUsers: Policies['existingUsers']): Policies {
    return { idPolicy: ID_POLICY, existingUsers, deletedInTarget: 'leave', conflicts: 'report' };
}

function usersOf(name: string): Record<string, unknown>[] {
    return inventUsers(USERS).map((user, index) => ({
        ...user,
        // Calls by ID do not say which connection they mean.
        user_id: uniqueId(firstIdOf(name) + index + 1),
        email: addressOf(name, index + 1),
        app_metadata: { role: `role ${index + 1}` },
        picture: `https://example.com/${index + 1}.png`,
    }));
}

// Of cases by their number, and of the others behind them.
function firstIdOf(name: string): number {
    return 1_000 * (name.startsWith('gap') ? CASES.length + 1 + Number(name.slice(3)) : Number(name));
}

function addressOf(name: string, number: number): string {
    return `user-${String(number).padStart(2, '0')}.c${name}@example.com`;
}

function sourceOf(name: string): string {
    return `legacy-${name}`;
}

function targetOf(name: string): string {
    return `customers-${name}`;
}
