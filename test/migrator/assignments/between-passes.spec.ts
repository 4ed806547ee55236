import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inventUsers, type OpenMigration, openMigration } from '../running/open-migration.ts';
import { heldBy } from './held-assignments.ts';
import { openTwoTenants, type TwoTenants } from './open-two-tenants.ts';

const USERS = inventUsers(12);
const API = 'https://shop.example.com';
const READ = { permissions: [{ resource_server_identifier: API, permission_name: 'read' }] };
const EVERYTHING = { roles: ['support'], permissions: ['read'], organizations: ['acme: support'] };
const idOf = (number: number): string => `auth0|${String(USERS[number]?.['user_id'])}`;
const isRoleGiven = ({ method, path }: { method: string; path: string }): boolean =>
    method === 'POST' && /\/roles\/[^/]*\/users$/.test(path);

describe('what an admin of the target gives', function () {
    this.timeout(300_000);
    let world: TwoTenants;
    afterEach(() => world.close());

    type Side = Readonly<Record<'support' | 'acme', string>>;
    const furnish = async ({ tenant: { management: sdk } }: OpenMigration): Promise<Side> => {
        await sdk.resourceServers.create({ identifier: API, scopes: [{ value: 'read' }] });
        const { id: support = '' } = await sdk.roles.create({ name: 'support' });
        const { id: acme = '' } = await sdk.organizations.create({ name: 'acme' });
        return { support, acme };
    };
    const give = async ({ tenant: { management: sdk } }: OpenMigration, { support, acme }: Side, user: string) => {
        await sdk.roles.users.assign(support, { users: [user] });
        await sdk.organizations.members.create(acme, { members: [user] });
        await sdk.organizations.members.roles.assign(acme, user, { roles: [support] });
        await sdk.users.permissions.create(user, READ);
    };
    const take = async ({ tenant: { management: sdk } }: OpenMigration, { support, acme }: Side, user: string) => {
        await sdk.users.roles.delete(user, { roles: [support] });
        await sdk.organizations.members.delete(acme, { members: [user] });
        await sdk.users.permissions.delete(user, READ);
    };

    it('stays, also where this migration gave it first and a pass saw it taken away', async () => {
        world = await openTwoTenants("roles: 'copy', permissions: 'copy', organizations: 'copy',");
        const { source, target } = world;
        const [here, there] = [await furnish(source), await furnish(target)];
        await give(source, here, world.idOf(0));
        await world.run();
        const moved = await world.movedIdOf(0);
        await take(target, there, moved);
        const { report } = await world.run();
        assert.deepEqual([report?.assignments?.takenAway.roles, report?.assignments?.takenAway.organizations], [1, 1]);
        await give(target, there, moved);
        await take(source, here, world.idOf(0));
        await world.run();
        assert.deepEqual(await world.heldByMoved(0), EVERYTHING);
    });

    it('stays where a stop kept this migration from giving it', async () => {
        world = await openTwoTenants("organizations: 'copy',");
        const { source, target } = world;
        const [here, there] = [await furnish(source), await furnish(target)];
        await give(source, here, world.idOf(0));
        const stop = new AbortController();
        // The members come after the connection.
        target.proxy.interferences = {
            beforeTenant({ method, path }) {
                if (method === 'POST' && path.endsWith('/enabled_connections')) stop.abort(new Error('stop'));
                return undefined;
            },
        };
        await assert.rejects(world.run({ signal: stop.signal }), { code: 'RUN_STOPPED' });
        target.proxy.interferences = {};
        assert.deepEqual((await world.heldByMoved(0)).organizations, []);
        await target.tenant.management.organizations.members.create(there.acme, {
            members: [await world.movedIdOf(0)],
        });
        await take(source, here, world.idOf(0));
        await world.run();
        assert.deepEqual((await world.heldByMoved(0)).organizations, ['acme: ']);
    });
});

describe('users of the target between two steps', function () {
    this.timeout(300_000);
    let migration: OpenMigration;
    afterEach(() => migration.close());

    const link = (primary: string, secondary: string) =>
        migration.tenant.management.users.identities.link(primary, {
            provider: 'auth0',
            user_id: secondary.replace('auth0|', ''),
        });
    const movedIdOf = async (number: number): Promise<string> => {
        const found = (await migration.usersOf()).find(({ email }) => email === USERS[number]?.email);
        return String(found?.['user_id']);
    };
    const open = async (definition: string, seed: readonly object[] = []): Promise<string> => {
        migration = await openMigration({ users: USERS, seed, definition });
        const { id: support = '' } = await migration.tenant.management.roles.create({ name: 'support' });
        return support;
    };

    it('that are deleted all at once stop nobody else', async () => {
        const support = await open("roles: 'copy',");
        const { management: sdk } = migration.tenant;
        const { id: editor = '' } = await sdk.roles.create({ name: 'editor' });
        await sdk.roles.users.assign(editor, { users: USERS.slice(0, 11).map((_, number) => idOf(number)) });
        await sdk.roles.users.assign(support, { users: [idOf(11)] });
        let isDone = false;
        migration.proxy.interferences = {
            async beforeTenant(passing) {
                if (isDone || !isRoleGiven(passing) || !passing.path.includes(editor)) return undefined;
                isDone = true;
                for (let number = 0; number < 11; number += 1) await sdk.users.delete(await movedIdOf(number));
                return undefined;
            },
        };
        const { report } = await migration.run();
        assert.ok(isDone);
        assert.equal(report?.isVerified, true);
        assert.deepEqual((await heldBy(migration, await movedIdOf(11))).roles, ['support']);
    });

    it('that are two of one person of another connection have what both have', async () => {
        await open("permissions: 'copy', roles: 'copy',", [
            { connection: { name: 'elsewhere' } },
            { user: { connection: 'elsewhere', user_id: 'x1', email: 'other@example.com' } },
        ]);
        const { management: sdk } = migration.tenant;
        await sdk.resourceServers.create({ identifier: API, scopes: [{ value: 'read' }] });
        await migration.run();
        for (const number of [0, 1]) await link('auth0|x1', await movedIdOf(number));
        await sdk.users.permissions.create(idOf(0), READ);
        for (let pass = 0; pass < 2; pass += 1) {
            const { report } = await migration.run();
            assert.deepEqual(
                [
                    report?.isVerified,
                    report?.assignments?.written.permissions,
                    report?.assignments?.removed.permissions,
                ],
                [true, 1 - pass, 0],
            );
            assert.deepEqual((await heldBy(migration, 'auth0|x1')).permissions, ['read']);
        }
        await sdk.users.permissions.delete(idOf(0), READ);
        await migration.run();
        assert.deepEqual((await heldBy(migration, 'auth0|x1')).permissions, []);
    });

    it('whose primary and secondary change places in the source follow in the same run', async () => {
        const support = await open("linkedAccounts: 'copy', roles: 'copy',");
        const { management: sdk } = migration.tenant;
        await link(idOf(0), idOf(1));
        await migration.run();
        await sdk.users.identities.delete(idOf(0), 'auth0', idOf(1).replace('auth0|', ''));
        await link(idOf(1), idOf(0));
        await sdk.roles.users.assign(support, { users: [idOf(1)] });
        const { report } = await migration.run();
        assert.equal(report?.isVerified, true);
        const [one, ...rest] = (await migration.usersOf()).filter(({ email }) => /^user-[12]@/.test(String(email)));
        assert.deepEqual([one?.['email'], rest.length], ['user-2@example.com', 0]);
        assert.deepEqual((await heldBy(migration, String(one?.['user_id']))).roles, ['support']);
    });

    it('who stand alone again since the source took a link back have their own in the same run', async () => {
        const support = await open("linkedAccounts: 'copy', roles: 'copy',");
        const { management: sdk } = migration.tenant;
        await link(idOf(0), idOf(1));
        await migration.run();
        await sdk.users.identities.delete(idOf(0), 'auth0', idOf(1).replace('auth0|', ''));
        await sdk.roles.users.assign(support, { users: [idOf(1)] });
        const { report } = await migration.run();
        assert.equal(report?.isVerified, true);
        assert.deepEqual((await heldBy(migration, await movedIdOf(1))).roles, ['support']);
    });

    it('who stand alone again are recognized though the folder is lost, and get what the source changes', async () => {
        await open("linkedAccounts: 'copy', conflicts: 'source-wins',");
        await link(idOf(0), idOf(1));
        await migration.run();
        await migration.tenant.management.users.identities.delete(idOf(0), 'auth0', idOf(1).replace('auth0|', ''));
        await migration.run();
        const movedId = await movedIdOf(1);
        await rm(join(migration.folder, 'runs'), { recursive: true });
        await migration.tenant.management.users.update(idOf(1), { name: 'Ann' });
        const { report } = await migration.run();
        assert.deepEqual([report?.isVerified, report?.imported, report?.existing], [true, 12, 0]);
        assert.equal((await migration.tenant.management.users.get(movedId)).name, 'Ann');
    });
});
