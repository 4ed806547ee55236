import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { closeLogins, inspectSwitch, openLogins, rollBack } from '../../../migrator/index.ts';
import { beforeFirst } from '../converge/meddle.ts';
import { type OpenCutover, openCutover, refusalOf } from '../cutover/open-cutover.ts';
import { inventUsers, SOURCE, TARGET } from '../running/open-migration.ts';

const USERS = 4;

describe('attacks on the ends of a migration', function () {
    this.timeout(120_000);
    let world: OpenCutover;
    const open = async (fixture: Partial<Parameters<typeof openCutover>[0]> = {}) => {
        world = await openCutover({ users: inventUsers(USERS), ...fixture });
    };
    afterEach(() => world.close());

    const idOf = (number: number) => `auth0|u${String(number).padStart(5, '0')}`;
    const sdk = () => world.tenant.management;
    const sourceIds = async () => (await world.usersOf(SOURCE)).map(({ user_id: id }) => String(id)).sort();
    const targetOf = async (email: string) =>
        String((await world.usersOf()).find((user) => user['email'] === email)?.['user_id']);
    const back = () => rollBack({ ...world.settings(), confirm: TARGET });
    // What the tenant says of a connection is changed on its way.
    const showConnection = async (name: string, change: (shown: Record<string, unknown>) => void) => {
        const id = await world.connectionId(name);
        world.proxy.interferences = {
            afterTenant: ({ method, path }, answer) => {
                if (method !== 'GET' || !/^\/api\/v2\/connections(\/con_\w+)?$/.test(path)) return undefined;
                const body = JSON.parse(answer.body.toString()) as Record<string, unknown>;
                const listed = (body['connections'] as Record<string, unknown>[] | undefined) ?? [];
                for (const shown of [body, ...listed]) if (shown['id'] === id) change(shown);
                return { ...answer, body: Buffer.from(JSON.stringify(body)) };
            },
        };
    };

    it('does not send logins back to a source whose users were deleted', async () => {
        await open();
        await world.cutOver();
        await world.decommission();
        const settings = world.switchSettings('source');
        assert.equal(await refusalOf(openLogins(settings)), 'SOURCE_USERS_DELETED');
        assert.equal(await refusalOf(closeLogins(settings)), 'SOURCE_USERS_DELETED');
        assert.deepEqual((await world.enabled(TARGET)).sort(), [...world.apps, world.importer].sort());
        assert.equal((await inspectSwitch(settings)).refusals.length, 1);
    });

    it('deletes nobody where nobody can see whether there is a Delete script', async () => {
        await open();
        await world.cutOver();
        await showConnection(SOURCE, (shown) => Reflect.deleteProperty(shown, 'options'));
        const { error } = await world.decommission();
        assert.equal(error?.code, 'MISSING_SCOPES');
        assert.equal((await sourceIds()).length, USERS);
    });

    it('does not roll back where a Delete script of the target may delete users elsewhere', async () => {
        await open();
        await world.run();
        await showConnection(TARGET, (shown) => {
            shown['options'] = {
                ...(shown['options'] as object),
                enabledDatabaseCustomization: true,
                import_mode: true,
                customScripts: { delete: 'function remove(id, callback) { callback(null); }' },
            };
        });
        assert.equal(await refusalOf(back()), 'ROLLBACK_REFUSED');
        assert.equal((await world.usersOf()).length, USERS);
    });

    it('does not roll back after somebody cut over by hand', async () => {
        await open();
        await world.run();
        await world.enable(TARGET, world.apps, true);
        await world.enable(SOURCE, world.apps, false);
        assert.equal(await refusalOf(back()), 'ROLLBACK_REFUSED');
        assert.equal((await world.usersOf()).length, USERS);
    });

    it('does not count as deleted whose address changes in the moment before', async () => {
        await open();
        await world.cutOver();
        beforeFirst(
            world.proxy,
            ({ path, query }) => path === '/api/v2/users-by-email' && query.get('email') === 'user-2@example.com',
            () => sdk().users.update(idOf(2), { email: 'other@example.com' }),
        );
        const { decommissioned } = await world.decommission();
        assert.deepEqual(await sourceIds(), [idOf(2)]);
        assert.deepEqual([decommissioned?.deleted, decommissioned?.staying], [USERS - 1, { CHANGED_SINCE: 1 }]);
    });

    it('does not count as deleted who is linked to another connection in the moment before', async () => {
        await open({
            seed: [
                { connection: { name: 'bystanders' } },
                { user: { connection: 'bystanders', user_id: 'b1', email: 'primary@example.com' } },
            ],
        });
        await world.cutOver();
        beforeFirst(
            world.proxy,
            ({ path, query }) => path === '/api/v2/users-by-email' && query.get('email') === 'user-2@example.com',
            () => sdk().users.identities.link('auth0|b1', { provider: 'auth0', user_id: idOf(2) }),
        );
        const { decommissioned } = await world.decommission();
        assert.deepEqual([decommissioned?.deleted, decommissioned?.staying], [USERS - 1, { CHANGED_SINCE: 1 }]);
    });

    it('keeps a connection that a client was enabled for while its users were deleted', async () => {
        await open();
        await world.cutOver();
        beforeFirst(
            world.proxy,
            ({ path }) => path === '/api/v2/users-by-email',
            () => world.enable(SOURCE, world.apps, true),
        );
        const { error } = await world.decommission({ delete: 'connection' });
        assert.equal(error?.code, 'SOURCE_IN_USE');
        assert.notEqual(await world.connectionId(SOURCE), '');
    });

    it('does not roll back an account that somebody gave a password before it was updated', async () => {
        await open({ users: inventUsers(USERS).map((user) => ({ ...user, email_verified: true })) });
        await world.run();
        await sdk().users.update(await targetOf('user-1@example.com'), { password: 'Chosen-by-herself-1' });
        // Later than the second within which a poll sees a job end.
        for (const doneAt = Date.now(); Date.now() < doneAt + 1_500; ) await world.usersOf();
        await sdk().users.update(idOf(1), { given_name: 'Given' });
        const { report } = await world.run();
        assert.equal(report?.thisPass.updated, 1);
        await back();
        assert.notEqual(await targetOf('user-1@example.com'), 'undefined');
    });

    it('does not roll back an account that somebody made again', async () => {
        await open();
        await world.run();
        const user = (await world.usersOf()).find(({ email }) => email === 'user-1@example.com');
        assert.ok(user);
        const { user_id: old, email, name, email_verified, user_metadata, app_metadata } = user;
        await sdk().users.delete(String(old));
        const again = { email, name, email_verified, user_metadata, app_metadata };
        await sdk().users.create({ ...again, connection: TARGET, password: 'Made-again-1234' } as never);
        await back();
        assert.notEqual(await targetOf('user-1@example.com'), 'undefined');
    });

    it('counts who was deleted beside a user that could not be', async () => {
        await open();
        await world.cutOver();
        world.proxy.interferences = {
            beforeTenant: ({ method, path, query }) =>
                method === 'DELETE' &&
                path.startsWith('/api/v2/connections/') &&
                query.get('email') === 'user-1@example.com'
                    ? { status: 403, headers: {}, body: Buffer.from('{}') }
                    : undefined,
        };
        const { error } = await world.decommission();
        assert.notEqual(error, undefined);
        world.proxy.interferences = {};
        const { decommissioned } = await world.decommission();
        assert.equal(decommissioned?.deleted, USERS);
    });

    it('does not send logins back to an empty source when the folder is lost', async () => {
        await open();
        await world.cutOver();
        await world.decommission();
        await rm(join(world.folder, 'runs'), { recursive: true });
        const settings = world.switchSettings('source');
        assert.equal(await refusalOf(openLogins(settings)), 'SOURCE_USERS_DELETED');
        assert.equal(await refusalOf(closeLogins(settings)), 'SOURCE_USERS_DELETED');
        assert.deepEqual((await world.enabled(TARGET)).sort(), [...world.apps, world.importer].sort());
    });

    it('keeps a user of the source whose user in the target is deleted in the moment before', async () => {
        await open();
        await world.cutOver();
        const id = await targetOf('user-2@example.com');
        beforeFirst(
            world.proxy,
            ({ path }) => decodeURIComponent(path) === `/api/v2/users/${id}`,
            () => sdk().users.delete(id),
        );
        const { error, decommissioned } = await world.decommission();
        assert.equal(error, undefined);
        assert.deepEqual([decommissioned?.deleted, decommissioned?.staying], [USERS - 1, { NOT_COPIED: 1 }]);
        assert.deepEqual(await sourceIds(), [idOf(2)]);
    });
});
