import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { change, create, remove, userOf, usersIn } from '../converge/look-at-the-world.ts';
import { openWorld, people, type World } from '../converge/open-world.ts';

describe('evidence of who is who', function () {
    this.timeout(300_000);
    let world: World | undefined;
    afterEach(async () => {
        await world?.close();
        world = undefined;
    });
    const passwords = "{ whenMissing: 'reset' }";
    const HEX = '5f0c1a2b3c4d5e6f70819203';
    const ADDRESS = 'user-1@example.com';
    const ACCOUNT = { user_id: 't1', email: ADDRESS, email_verified: true, password: 'Target-pass-1' };
    const named = async (side: World['target']) =>
        (await usersIn(side)).map(({ user_id: id, email, name }) => `${id} ${email} ${String(name)}`).sort();

    for (const policy of ["{ policy: 'retain' }", "{ policy: 'regenerate' }"]) {
        it(`keeps an account that was there before the run when its user is deleted, also after a lost folder: ${policy}`, async () => {
            const users = people(2).map((person) => ({ ...person, email_verified: true }));
            world = await openWorld({
                users,
                inTarget: [ACCOUNT],
                definition: `existingUsers: 'upsert', userIds: ${policy}, conflicts: 'source-wins',
                    deleted: { policy: 'delete', confirm: 'customers', maxDeletions: 3 },`,
            });
            await world.complete();
            await rm(world.runsFolder, { recursive: true });
            await world.complete();
            await change(world.source, 'auth0|u00001', { name: 'Ann' });
            await world.complete();
            await remove(world.source, 'auth0|u00001');
            const report = await world.complete();
            assert.equal(report.goneFromSource, 1);
            assert.equal((await userOf(world.target, ADDRESS)).user_id, 'auth0|t1');
        });
    }

    for (const id of ['7', HEX]) {
        it(`does not take what an earlier migration left in the source for an ID of this one: ${id}`, async () => {
            world = await openWorld({
                users: [
                    {
                        ...{ user_id: '12', email: 'ann@example.com', name: 'Ann' },
                        app_metadata: { source_user_id: `auth0|${id}` },
                    },
                ],
                definition: "userIds: { policy: 'retain' },",
            });
            await world.complete();
            await create(world.source, {
                user_id: id,
                email: 'bob@example.com',
                name: 'Bob',
                password: 'Pass-of-Bob-1',
            });
            const report = await world.complete();
            assert.equal(report.excluded, 0);
            assert.deepEqual(await named(world.target), [
                'auth0|12 ann@example.com Ann',
                `auth0|${id} bob@example.com Bob`,
            ]);
        });
    }

    const advance = async ({ tenant }: World['target'], advanceMs: number) => {
        const answer = await tenant.fetch(`https://${tenant.domain}/_local/clock`, {
            method: 'PATCH',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ advance_ms: advanceMs }),
        });
        assert.equal(answer.status, 200);
    };
    const EVE = { user_id: '7', email: 'eve@example.com', name: 'Eve', password: 'Pass-of-Eve-1' };
    const requireEve = async (side: World['target']) => {
        const eve = await userOf(side, EVE.email);
        assert.deepEqual([eve['name'], eve['blocked'], eve['user_metadata']], ['Eve', undefined, undefined]);
    };

    it('does not take an account that was made again for another person for its user', async () => {
        world = await openWorld({
            users: [{ user_id: '7', email: 'ann@example.com', name: 'Ann' }],
            targetTenant: { control: true },
            definition: "userIds: { policy: 'retain' },",
        });
        await world.complete();
        await advance(world.target, 5_000);
        await remove(world.target, 'auth0|7');
        await create(world.target, EVE);
        await change(world.source, 'auth0|7', { blocked: true, user_metadata: { pet: 'cat' } });
        const left = await world.complete();
        assert.deepEqual([left.deletedInTarget, left.excluded], [1, 0]);
        await requireEve(world.target);
        await world.edit({ definition: "userIds: { policy: 'retain' }, deletedInTarget: 'restore'," });
        const restored = await world.complete();
        assert.deepEqual(restored.excludedByReason, { USER_ID_IN_TARGET: 1 });
        await requireEve(world.target);
    });

    for (const policy of ["{ policy: 'retain' }", "{ policy: 'regenerate' }"]) {
        it(`does not give an account to the next person who gets its ID in the source: ${policy}`, async () => {
            world = await openWorld({
                users: [
                    { user_id: '7', email: 'ann@example.com', name: 'Ann' },
                    { user_id: '8', email: 'bob@example.com', name: 'Bob' },
                    { user_id: '9', email: 'cid@example.com', name: 'Cid' },
                ],
                sourceTenant: { control: true },
                definition: `userIds: ${policy}, roles: { missing: 'create' },`,
            });
            await world.complete();
            await advance(world.source, 6 * 60_000);
            for (const id of ['7', '8', '9']) await remove(world.source, `auth0|${id}`);
            await remove(world.target, (await userOf(world.target, 'cid@example.com')).user_id);
            await create(world.source, EVE);
            await create(world.source, { ...EVE, user_id: '8', email: 'bob@example.com', name: 'Robert' });
            await create(world.source, { ...EVE, user_id: '9', email: 'zoe@example.com', name: 'Zoe' });
            const { id: role = '' } = await world.source.tenant.management.roles.create({ name: 'Admin' });
            await world.source.tenant.management.roles.users.assign(role, { users: ['auth0|7', 'auth0|8'] });
            const report = await world.complete();
            const reason = policy.includes('retain') ? 'USER_ID_IN_TARGET' : 'REMEMBERED_ID_IN_TARGET';
            assert.deepEqual(report.excludedByReason, { [reason]: 1 });
            const there = (await usersIn(world.target)).map(({ email, name }) => `${email} ${String(name)}`);
            assert.deepEqual(there.sort(), ['ann@example.com Ann', 'bob@example.com Robert', 'zoe@example.com Zoe']);
            const rolesOf = async (email: string) => {
                const { user_id: id } = await userOf((world as World).target, email);
                return (await (world as World).target.tenant.management.users.roles.list(id)).data.length;
            };
            assert.deepEqual([await rolesOf('ann@example.com'), await rolesOf('bob@example.com')], [0, 1]);
        });
    }

    it('does not take an account for a user because it has the ID, when the one that had become the user is gone', async () => {
        world = await openWorld({
            users: [{ user_id: '7', email: ADDRESS, email_verified: true, name: 'Ann' }],
            inTarget: [ACCOUNT],
            passwords,
            definition: "existingUsers: 'upsert', userIds: { policy: 'retain' },",
        });
        await world.complete();
        await remove(world.target, 'auth0|t1');
        await create(world.target, EVE);
        await change(world.source, 'auth0|7', { blocked: true, user_metadata: { pet: 'cat' } });
        const report = await world.complete();
        assert.deepEqual([report.deletedInTarget, report.excluded], [1, 0]);
        await requireEve(world.target);
    });

    it('follows its user though somebody has replaced the metadata with the memory', async () => {
        world = await openWorld({
            users: [
                {
                    ...{ user_id: HEX, email: ADDRESS, email_verified: true, name: 'Ann' },
                    app_metadata: { role: 'clerk' },
                },
            ],
            inTarget: [ACCOUNT],
            passwords,
            definition: "existingUsers: 'upsert', userIds: { policy: 'retain' },",
        });
        await world.complete();
        await change(world.target, 'auth0|t1', { app_metadata: { source_user_id: null, role: 'guest' } });
        await change(world.source, `auth0|${HEX}`, { name: 'Anna' });
        const report = await world.complete();
        assert.deepEqual(report.excludedByReason, {});
        assert.equal((await userOf(world.target, ADDRESS))['name'], 'Anna');
    });

    it('writes to neither of two accounts that remember one user when the folder is lost', async () => {
        world = await openWorld({
            users: [{ user_id: HEX, email: ADDRESS, email_verified: true, name: 'Ann' }],
            passwords,
            inTarget: ['eve', 'zoe'].map((name) => ({
                ...{ user_id: name, email: `${name}@example.com`, name },
                app_metadata: { previous_user_id: `auth0|${HEX}` },
            })),
        });
        const { error } = await world.attempt();
        assert.equal(error?.code, 'VERIFICATION_FAILED');
        assert.match(error.message, /in the target twice/);
        assert.deepEqual(await named(world.target), ['auth0|eve eve@example.com eve', 'auth0|zoe zoe@example.com zoe']);
    });

    it('that a script has copied to another account gives that one nothing when the folder is lost', async () => {
        const users = people(2).map((person, at) => ({ ...person, user_id: `${HEX.slice(0, -1)}${at}` }));
        world = await openWorld({ users, passwords, definition: "roles: { missing: 'create' }," });
        await world.complete();
        const { user_id: annId, app_metadata: memory } = await userOf(world.target, ADDRESS);
        const { user_id: bobId } = await userOf(world.target, 'user-2@example.com');
        await change(world.target, bobId, { app_metadata: memory });
        await change(world.target, annId, { app_metadata: {} });
        const { management: source } = world.source.tenant;
        const role = await source.roles.create({ name: 'admin' });
        await source.users.roles.assign(`auth0|${users[0]?.user_id ?? ''}`, { roles: [String(role.id)] });
        await rm(world.runsFolder, { recursive: true });
        const { imported, excludedByReason, verified } = await world.complete();
        assert.deepEqual(excludedByReason, { REMEMBERED_ID_IN_TARGET: 1, HELD_BY_ANOTHER_USER: 1 });
        assert.deepEqual([imported, verified.compared], [0, 0]);
        const { data: roles } = await world.target.tenant.management.users.roles.list(bobId);
        assert.deepEqual(roles, []);
    });
});
