import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { createManualClock } from '../../../local/tenant/index.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const PASSWORD = 'Right horse 9';

describe('local tenant, what tools ask for', () => {
    const clock = createManualClock(Date.parse('2026-11-22T10:00:00.000Z'));
    let tenant: OpenTenant;

    beforeEach(async () => {
        tenant = await openTenant({
            clock,
            seed: [
                { connection: { name: 'db' } },
                { user: { connection: 'db', user_id: 'ann', email: 'ann@example.com', password: PASSWORD } },
                { user: { connection: 'db', user_id: 'bob', email: 'bob@example.com', email_verified: true } },
            ],
        });
    });
    afterEach(() => tenant.close());

    const pem = () => {
        const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        return publicKey.export({ type: 'spki', format: 'pem' }).toString();
    };

    it('keeps credentials of a client, those that it was made with and those that were added', async () => {
        const { clients } = tenant.management;
        const made = { name: 'first', credential_type: 'public_key' as const, pem: pem() };
        const client = await clients.create({
            name: 'App',
            client_authentication_methods: { private_key_jwt: { credentials: [made] } },
        });
        const id = String(client.client_id);
        const added = await clients.credentials.create(id, {
            name: 'second',
            credential_type: 'public_key',
            pem: pem(),
        });
        assert.match(String(added.kid), /^[\w-]{43}$/);
        assert.equal(JSON.stringify(added).includes('BEGIN'), false);
        const names = async () => (await clients.credentials.list(id)).map(({ name }) => name);
        assert.deepEqual(await names(), ['first', 'second']);
        const expiresAt = '2030-01-01T00:00:00.000Z';
        const changed = await clients.credentials.update(id, String(added.id), { expires_at: expiresAt });
        assert.equal(changed.expires_at, expiresAt);
        assert.deepEqual(await clients.credentials.get(id, String(added.id)), changed);
        await clients.credentials.delete(id, String(added.id));
        assert.deepEqual(await names(), ['first']);
        await assert.rejects(clients.credentials.get(id, String(added.id)), { statusCode: 404 });
    });

    it('rotates the secret of a client, after which the old one is none', async () => {
        const { clients } = tenant.management;
        const { client_id: id = '', client_secret: before = '' } = await clients.create({ name: 'App' });
        const { client_secret: after = '' } = await clients.rotateSecret(id);
        const status = async (secret: string) =>
            (
                await tenant.askToken({
                    grant_type: 'refresh_token',
                    client_id: id,
                    client_secret: secret,
                    refresh_token: 'x',
                })
            ).status;
        assert.notEqual(after, before);
        assert.deepEqual([await status(before), await status(after)], [401, 403]);
    });

    it('lists the connections of a client', async () => {
        const { clients, connections } = tenant.management;
        const id = String((await clients.create({ name: 'App' })).client_id);
        const [db] = (await connections.list({ name: 'db' })).data;
        const other = await connections.create({ name: 'other', strategy: 'auth0' });
        await connections.create({ name: 'third', strategy: 'auth0' });
        for (const connection of [String(db?.id), String(other.id)])
            await connections.clients.update(connection, [{ client_id: id, status: true }]);
        const shown: unknown[] = [];
        for await (const { name } of await clients.connections.get(id, { take: 1 })) shown.push(name);
        assert.deepEqual(shown, ['db', 'other']);
    });

    it('verifies addresses by the link of a ticket, once', async () => {
        const { tickets, users } = tenant.management;
        const { ticket } = await tickets.verifyEmail({ user_id: 'auth0|ann', result_url: 'https://example.com/done' });
        const visit = () => tenant.fetch(ticket, { redirect: 'manual' });
        const answer = await visit();
        assert.deepEqual([answer.status, answer.headers.get('location')], [302, 'https://example.com/done']);
        assert.equal((await users.get('auth0|ann')).email_verified, true);
        assert.equal((await visit()).status, 400);
        await assert.rejects(tickets.verifyEmail({ user_id: 'auth0|nobody' }), { statusCode: 404 });
    });

    it('makes jobs that verify addresses, which fail where there is nothing to verify', async () => {
        const { jobs } = tenant.management;
        const run = async (userId: string) => {
            const job = await jobs.verificationEmail.create({ user_id: userId });
            assert.equal(job.status, 'pending');
            return (await jobs.get(job.id)).status;
        };
        assert.deepEqual([await run('auth0|ann'), await run('auth0|bob')], ['completed', 'failed']);
        await assert.rejects(jobs.verificationEmail.create({ user_id: 'auth0|nobody' }), { statusCode: 400 });
    });

    it('counts who logged in, by day and of late', async () => {
        const { stats } = tenant.management;
        assert.equal(await stats.getActiveUsersCount(), 0);
        await tenant.logIn('db', 'ann@example.com', PASSWORD);
        await tenant.logIn('db', 'ann@example.com', PASSWORD);
        assert.equal(await stats.getActiveUsersCount(), 1);
        const daily = await stats.getDaily({ from: '20261121', to: '20261123' });
        assert.deepEqual(
            daily.map(({ date, logins, signups }) => [date, logins, signups]),
            [['2026-11-22T00:00:00.000Z', 2, 0]],
        );
        assert.deepEqual(await stats.getDaily({ from: '20261123' }), []);
    });

    it('has lists of what is never there, and makes nothing of it', async () => {
        const { actions, connectionProfiles, customDomains, deviceCredentials, userAttributeProfiles } =
            tenant.management;
        assert.deepEqual((await actions.list()).data, []);
        assert.deepEqual((await actions.triggers.list()).triggers, []);
        assert.deepEqual((await actions.triggers.bindings.list('post-login')).data, []);
        assert.deepEqual(await customDomains.list(), []);
        assert.deepEqual((await deviceCredentials.list()).data, []);
        assert.deepEqual((await connectionProfiles.list()).data, []);
        assert.deepEqual((await userAttributeProfiles.list()).data, []);
        assert.deepEqual(await tenant.management.guardian.policies.list(), []);
        const response = await tenant.call('POST', '/api/v2/actions/actions', { name: 'x' });
        const { message } = (await response.json()) as { message: string };
        assert.equal(response.status, 501);
        assert.match(message, /does not serve POST \/api\/v2\/actions\/actions/);
    });
});
