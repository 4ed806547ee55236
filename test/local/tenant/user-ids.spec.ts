import assert from 'node:assert/strict';
import { importUsers } from './finished-job.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';

describe('local tenant, IDs of users', () => {
    let tenant: OpenTenant;
    let organizationId: string;

    before(async () => {
        tenant = await openTenant({
            seed: [
                { connection: { name: 'customers' } },
                { user: { connection: 'customers', user_id: 'abc', email: 'abc@example.com' } },
            ],
        });
        organizationId = (await tenant.management.organizations.create({ name: 'acme' })).id ?? '';
    });

    after(() => tenant.close());

    const withoutProvider = (property: string) => ({
        statusCode: 400,
        body: {
            statusCode: 400,
            error: 'Bad Request',
            message: `Path validation error: 'Object didn't pass validation for format user-id: abc' on property ${property}.`,
            errorCode: 'invalid_uri',
        },
    });

    it('refuses an ID without its provider, and deletes nobody', async () => {
        const { users } = tenant.management;
        await assert.rejects(users.delete('abc'), withoutProvider('id'));
        await assert.rejects(users.get('abc'), withoutProvider('id'));
        await assert.rejects(users.update('abc', { blocked: true }), withoutProvider('id'));
        assert.equal((await users.get('auth0|abc')).email, 'abc@example.com');
    });

    it('refuses it in everything that hangs on a user', async () => {
        const { users, userBlocks, organizations } = tenant.management;
        const roles = { roles: ['rol_0000000000000000'] };
        await assert.rejects(users.roles.assign('abc', roles), withoutProvider('id'));
        await assert.rejects(users.permissions.list('abc'), withoutProvider('id'));
        await assert.rejects(users.authenticationMethods.list('abc'), withoutProvider('id'));
        await assert.rejects(users.sessions.list('abc'), withoutProvider('user_id'));
        await assert.rejects(userBlocks.list('abc'), withoutProvider('id'));
        await assert.rejects(
            organizations.members.roles.assign(organizationId, 'abc', roles),
            withoutProvider('user_id'),
        );
        await assert.rejects(
            users.identities.link('auth0|abc|', { provider: 'auth0', user_id: 'x' }),
            { statusCode: 404 },
            'a user who does not exist is another matter',
        );
    });

    it('refuses it in the body of a ticket', async () => {
        await assert.rejects(tenant.management.tickets.changePassword({ user_id: 'abc' }), {
            statusCode: 400,
            body: {
                statusCode: 400,
                error: 'Bad Request',
                message:
                    "Payload validation error: 'Object didn't pass validation for format user-id: abc' on property user_id",
                errorCode: 'invalid_body',
            },
        });
    });

    it('still deletes a user who does not exist', async () => {
        await tenant.management.users.delete('auth0|nobody');
    });

    it('answers a path that cannot be decoded as it answers every other', async () => {
        const response = await tenant.call('GET', '/api/v2/users/%');
        const { message, ...body } = (await response.json()) as { message: string };
        assert.equal(response.status, 400);
        assert.ok(message.length > 0);
        assert.deepEqual(body, { statusCode: 400, error: 'Bad Request', errorCode: 'invalid_uri' });
    });
});

describe('local tenant, two users with one ID on two connections', () => {
    const [ONE, TWO] = ['con_0000000000000001', 'con_0000000000000002'];
    let tenant: OpenTenant;

    beforeEach(async () => {
        tenant = await openTenant({
            seed: [
                { connection: { id: ONE, name: 'one' } },
                { connection: { id: TWO, name: 'two' } },
                { user: { connection: 'one', user_id: 'abc', email: 'abc@example.com' } },
            ],
        });
        await importUsers(tenant, TWO, [{ email: 'abc@example.com', user_id: 'abc' }]);
    });
    afterEach(() => tenant.close());

    const connectionsOf = (users: readonly { identities?: { connection?: string | undefined }[] | undefined }[]) =>
        users.map(({ identities }) => identities?.[0]?.connection).sort();

    it('are both found by their address and by search, and a call by ID reaches one of them', async () => {
        const { users } = tenant.management;
        assert.deepEqual(connectionsOf(await users.listUsersByEmail({ email: 'abc@example.com' })), ['one', 'two']);
        const { data } = await users.list({ q: 'user_id:"auth0|abc"' });
        assert.deepEqual(connectionsOf(data), ['one', 'two']);
        assert.deepEqual(connectionsOf([await users.get('auth0|abc')]), ['one']);
    });

    it('are told apart by the delete through a connection', async () => {
        const { users, connections } = tenant.management;
        await connections.users.deleteByEmail(ONE, { email: 'abc@example.com' });
        assert.deepEqual(connectionsOf(await users.listUsersByEmail({ email: 'abc@example.com' })), ['two']);
        assert.deepEqual(connectionsOf([await users.get('auth0|abc')]), ['two']);
        await connections.users.deleteByEmail(ONE, { email: 'abc@example.com' });
        assert.deepEqual(connectionsOf([await users.get('auth0|abc')]), ['two'], 'it is gone from there already');
    });

    it('share what hangs on the ID', async () => {
        const { users, roles } = tenant.management;
        const { id = '' } = await roles.create({ name: 'Reader' });
        await users.roles.assign('auth0|abc', { roles: [id] });
        const { data } = await roles.users.list(id);
        assert.deepEqual(
            data.map(({ user_id: user }) => user),
            ['auth0|abc'],
        );
    });
});
