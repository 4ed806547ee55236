import assert from 'node:assert/strict';
import { type OpenTenant, openTenant } from './open-tenant.ts';

describe('local tenant, linked accounts and what users have', () => {
    let tenant: OpenTenant;

    beforeEach(async () => {
        const user = (connection: string, id: string, more = {}) => ({
            user: { connection, user_id: id, email: `${id}@example.com`, user_metadata: { of: id }, ...more },
        });
        const totp = { mfa_factors: [{ totp: { secret: 'JBSWY3DPEHPK3PXP' } }, { phone: { value: '+15005550006' } }] };
        tenant = await openTenant({
            seed: [
                { connection: { name: 'one' } },
                { connection: { name: 'two' } },
                user('one', 'ann', totp),
                user('two', 'bob'),
                { ghost: { connection: 'two', user_id: 'haunted', email: 'haunted@example.com' } },
            ],
        });
    });

    afterEach(() => tenant.close());

    it('makes a user a secondary identity whose profile is gone, and a user again without its metadata', async () => {
        const { users } = tenant.management;
        const linked = await users.identities.link('auth0|ann', { provider: 'auth0', user_id: 'auth0|bob' });
        assert.deepEqual(
            linked.map(({ user_id: id }) => id),
            ['ann', 'bob'],
        );
        await assert.rejects(users.get('auth0|bob'), { statusCode: 404 });
        assert.deepEqual((await users.get('auth0|ann')).user_metadata, { of: 'ann' });
        await users.identities.delete('auth0|ann', 'auth0', 'bob');
        const again = await users.get('auth0|bob');
        assert.equal(again.email, 'bob@example.com');
        assert.equal(again.user_metadata, undefined);
    });

    it('refuses to link a user to itself, or twice, and to unlink the main identity', async () => {
        const { identities } = tenant.management.users;
        const link = (userId: string) => identities.link('auth0|ann', { provider: 'auth0', user_id: userId });
        await assert.rejects(link('auth0|ann'), /Main identity and the new one are the same\./);
        await link('auth0|bob');
        await assert.rejects(link('bob'), { statusCode: 409 });
        await assert.rejects(identities.delete('auth0|ann', 'auth0', 'ann'), /Main identity cannot be removed\./);
    });

    it('refuses to link a user who does not exist, a ghost, or one on another connection than said', async () => {
        const { connections, users } = tenant.management;
        const [connection] = (await connections.list({ name: 'one' })).data;
        const link = (body: { user_id: string; connection_id?: string }) =>
            users.identities.link('auth0|ann', { provider: 'auth0', ...body });
        const refused = { statusCode: 400, message: /The user does not exist\./ };
        await assert.rejects(link({ user_id: 'auth0|nobody' }), refused);
        await assert.rejects(link({ user_id: 'bob', connection_id: String(connection?.id) }), refused);
        await assert.rejects(link({ user_id: 'haunted' }), refused);
        await assert.rejects(users.identities.link('auth0|nobody', { provider: 'auth0', user_id: 'bob' }), {
            statusCode: 404,
        });
        assert.equal((await users.get('auth0|bob')).email, 'bob@example.com');
    });

    it('deletes the secondary with the primary', async () => {
        const { users } = tenant.management;
        await users.identities.link('auth0|ann', { provider: 'auth0', user_id: 'bob' });
        await users.delete('auth0|ann');
        await users.create({ connection: 'two', email: 'bob@example.com', password: 'Right horse 9', user_id: 'bob' });
    });

    it('shows imported factors without their secrets', async () => {
        const { authenticationMethods } = tenant.management.users;
        const { data } = await authenticationMethods.list('auth0|ann');
        assert.deepEqual(
            data.map(({ type }) => type),
            ['totp', 'phone'],
        );
        assert.equal(JSON.stringify(data).includes('JBSWY3DPEHPK3PXP'), false);
        assert.equal(JSON.stringify(data).includes('+15005550006'), false);
    });

    it('shows and lifts the block after too many wrong passwords', async () => {
        const { userBlocks } = tenant.management;
        for (let count = 0; count < 10; count += 1) await tenant.logIn('one', 'ann@example.com', 'wrong');
        assert.equal((await userBlocks.list('auth0|ann')).blocked_for?.length, 1);
        assert.equal((await tenant.logIn('one', 'ann@example.com', 'wrong')).status, 429);
        await userBlocks.delete('auth0|ann');
        assert.equal((await tenant.logIn('one', 'ann@example.com', 'wrong')).status, 403);
    });

    it('logs calls that write, and logins with what was wrong', async () => {
        const { management } = tenant;
        await management.roles.create({ name: 'Reader' });
        await tenant.logIn('one', 'ann@example.com', 'wrong');
        await tenant.logIn('one', 'nobody@example.com', 'wrong');
        const { data } = await management.logs.list({ search: 'type:(sapi OR fp OR fu)' });
        assert.deepEqual(data.map(({ type }) => type).sort(), ['fp', 'fu', 'sapi']);
        const ofUser = await management.users.logs.list('auth0|ann');
        assert.deepEqual(
            ofUser.data.map(({ type }) => type),
            ['fp'],
        );
    });
});
