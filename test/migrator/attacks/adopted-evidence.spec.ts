import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { defineMigration, type MigrationDefinition } from '../../../migrator/definition.ts';
import { change, create, oldIdsOf, userOf, usersIn } from '../converge/look-at-the-world.ts';
import { openWorld, people, type World } from '../converge/open-world.ts';

describe('an account that became a user', function () {
    this.timeout(300_000);
    let world: World | undefined;
    afterEach(async () => {
        await world?.close();
        world = undefined;
    });
    const ADDRESS = 'user-1@example.com';
    const ID = '5f0c1a2b3c4d5e6f70819203';
    const USERS = people(1).map((person) => ({ ...person, user_id: ID, email_verified: true }));
    const ACCOUNT = {
        ...{ user_id: 't1', email: ADDRESS, email_verified: true, password: 'Target-pass-1' },
        app_metadata: { customer: 7 },
    };

    for (const policy of ["{ policy: 'retain' }", "{ policy: 'prefix', prefix: 'old|' }", "{ policy: 'regenerate' }"]) {
        for (const existing of ['upsert', 'merge']) {
            it(`does not go to the next holder of its address when the folder is lost: ${policy}, ${existing}`, async () => {
                world = await openWorld({
                    users: USERS,
                    inTarget: [ACCOUNT],
                    definition: `existingUsers: '${existing}', userIds: ${policy},`,
                });
                await world.complete();
                await rm(world.runsFolder, { recursive: true });
                await change(world.source, `auth0|${ID}`, { email: 'moved@example.com', email_verified: true });
                await create(world.source, {
                    ...{ user_id: 'next', email: ADDRESS, email_verified: true, password: 'Pass-of-the-next-1' },
                    app_metadata: { role: 'admin' },
                });
                const report = await world.complete();
                // Both sides have written the account since, as far as anybody knows.
                assert.deepEqual(report.excludedByReason, { CHANGED_ON_BOTH_SIDES: 1, HELD_BY_ANOTHER_USER: 1 });
                const account = await userOf(world.target, ADDRESS);
                assert.equal(account.user_id, 'auth0|t1');
                assert.equal((account['app_metadata'] as { role?: string }).role, undefined);
                assert.equal((await usersIn(world.target)).length, 1);
            });
        }
    }

    for (const existing of ["'upsert'", "'merge'", "{ policy: 'merge', conflicts: 'exclude' }"]) {
        it(`remembers its user beside what both have from an earlier migration: ${existing}`, async () => {
            const earlier = { app_metadata: { previous_user_id: 'auth0|earlier' } };
            world = await openWorld({
                users: USERS.map((person) => ({ ...person, ...earlier })),
                inTarget: [{ ...ACCOUNT, ...earlier }],
                definition: `existingUsers: ${existing},`,
            });
            const report = await world.complete();
            assert.deepEqual([report.isVerified, report.excluded], [true, 0]);
            assert.deepEqual(oldIdsOf(await userOf(world.target, ADDRESS)), ['auth0|earlier', `auth0|${ID}`]);
        });
    }

    for (const path of ['previous_user_id', 'legacy.id']) {
        it(`is not taken where a merge finds no room to remember its user: ${path}`, async () => {
            const [first = ''] = path.split('.');
            world = await openWorld({
                users: USERS,
                inTarget: [{ ...ACCOUNT, app_metadata: { [first]: 7 } }],
                definition: `existingUsers: 'merge', userIds: { policy: 'regenerate', rememberAs: 'app_metadata.${path}' },`,
            });
            const report = await world.complete();
            assert.deepEqual(report.excludedByReason, { ID_POLICY_REFUSED: 1 });
            assert.deepEqual((await userOf(world.target, ADDRESS))['app_metadata'], { [first]: 7 });
        });
    }

    it('keeps its own metadata and its memory when the source has none, and later changes it', async () => {
        world = await openWorld({
            users: USERS,
            inTarget: [ACCOUNT],
            definition: "existingUsers: 'upsert', userIds: { policy: 'retain' },",
        });
        await world.complete();
        const metadata = async () => (await userOf((world as World).target, ADDRESS))['app_metadata'];
        assert.deepEqual(await metadata(), { customer: 7, source_user_id: `auth0|${ID}` });
        await change(world.source, `auth0|${ID}`, { app_metadata: { role: 'clerk' } });
        await world.complete();
        assert.deepEqual(await metadata(), { customer: 7, role: 'clerk', source_user_id: `auth0|${ID}` });
        await change(world.source, `auth0|${ID}`, { app_metadata: { role: 'boss' } });
        const report = await world.complete();
        assert.deepEqual([report.isVerified, report.excluded], [true, 0]);
    });

    it('follows its user in the source after an update that replaced its metadata', async () => {
        world = await openWorld({
            users: USERS.map((person) => ({ ...person, app_metadata: { role: 'clerk' } })),
            inTarget: [ACCOUNT],
            definition: "existingUsers: 'upsert', userIds: { policy: 'retain' },",
        });
        await world.complete();
        await change(world.source, `auth0|${ID}`, { app_metadata: { role: 'boss' } });
        const report = await world.complete();
        assert.equal(report.isVerified, true);
        const now = await userOf(world.target, ADDRESS);
        assert.deepEqual(now['app_metadata'], { role: 'boss', source_user_id: `auth0|${ID}` });
    });

    it('is recognized though it was equal, so that a later edit in the target stays', async () => {
        world = await openWorld({
            users: [{ user_id: ID, email: ADDRESS, email_verified: true, name: 'Ann', password: 'Pass-1-of-Ann' }],
            inTarget: [{ user_id: 't1', email: ADDRESS, email_verified: true, name: 'Ann', password: 'Target-pass-1' }],
            definition: "existingUsers: 'upsert', userIds: { policy: 'retain' },",
        });
        await world.complete();
        await change(world.target, 'auth0|t1', { name: 'Ann of the target' });
        const report = await world.complete();
        assert.equal(report.isVerified, true);
        assert.equal((await userOf(world.target, ADDRESS))['name'], 'Ann of the target');
    });

    for (const rememberAs of [false, 'user_metadata.old_id'] as const) {
        for (const existingUsers of ['upsert', 'merge'] as const) {
            it(`needs evidence: ${existingUsers} and rememberAs ${String(rememberAs)} are refused together`, () => {
                const definition: MigrationDefinition = {
                    ...{ description: 'Members', passwords: { whenMissing: 'reset' }, existingUsers },
                    userIds: { policy: 'regenerate', rememberAs },
                };
                assert.throws(() => defineMigration(definition), {
                    code: 'DEFINITION_INVALID',
                    message: /`userIds\.rememberAs`: expected a place in `app_metadata`/,
                });
                assert.ok(defineMigration({ ...definition, existingUsers: 'skip' }));
            });
        }
    }
});
