import assert from 'node:assert/strict';
import { createManualClock } from '../../../local/tenant/index.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const PASSWORD = 'Correct-horse-1';
const API = 'https://api.example.com/';
const CLIENT = { client_id: 'app', client_secret: 'app-secret' };
const ROTATING = { client_id: 'rotating', client_secret: 'rotating-secret' };
const GRANTS = ['http://auth0.com/oauth/grant-type/password-realm', 'refresh_token'];
const HOUR_MS = 60 * 60 * 1000;

describe('refresh tokens', () => {
    let tenant: OpenTenant;
    const clock = createManualClock(Date.parse('2026-01-01T00:00:00Z'));

    before(async () => {
        const refresh = {
            rotation_type: 'rotating',
            expiration_type: 'expiring',
            leeway: 0,
            token_lifetime: 2_592_000,
            idle_token_lifetime: 3600,
        };
        tenant = await openTenant({
            clock,
            seed: [
                { client: { name: 'App', ...CLIENT, grant_types: GRANTS } },
                { client: { name: 'Rotating', ...ROTATING, grant_types: GRANTS, refresh_token: refresh } },
                {
                    client: {
                        name: 'Without',
                        client_id: 'without',
                        client_secret: 's',
                        grant_types: GRANTS.slice(0, 1),
                    },
                },
                { connection: { name: 'users', enabled_clients: ['app', 'rotating', 'without'] } },
                { user: { connection: 'users', user_id: 'ann', email: 'ann@example.com', password: PASSWORD } },
            ],
        });
    });
    afterEach(async () => {
        await tenant.call('DELETE', '/api/v2/users/auth0%7Cann/refresh-tokens');
    });
    after(() => tenant.close());

    const logIn = async (client = CLIENT, more: Record<string, string> = {}) => {
        const { status, body } = await tenant.askToken({
            ...client,
            grant_type: GRANTS[0] ?? '',
            realm: 'users',
            username: 'ann@example.com',
            password: PASSWORD,
            scope: 'openid profile offline_access',
            ...more,
        });
        assert.equal(status, 200, JSON.stringify(body));
        return body;
    };
    const refresh = (token: unknown, client = CLIENT, more = {}) =>
        tenant.askToken({ ...client, grant_type: 'refresh_token', refresh_token: String(token), ...more });
    const list = async () => (await tenant.management.users.refreshToken.list('auth0|ann')).data;

    it('come with the scope offline_access, and are shown as the Management API shows them', async () => {
        const { refresh_token: token, scope } = await logIn();
        assert.equal(scope, 'openid profile offline_access');
        const [shown] = await list();
        assert.deepEqual(
            [shown?.user_id, shown?.client_id, shown?.session_id, shown?.rotating, shown?.expires_at],
            ['auth0|ann', 'app', null, false, null],
        );
        assert.deepEqual(shown?.resource_servers, [
            { audience: `https://${tenant.domain}/userinfo`, scopes: 'openid profile offline_access' },
        ]);
        assert.equal(JSON.stringify(shown).includes(String(token)), false);
    });

    it('don’t come without that scope, without the grant, or from an API that allows none', async () => {
        assert.equal((await logIn(CLIENT, { scope: 'openid' }))['refresh_token'], undefined);
        assert.equal((await logIn({ client_id: 'without', client_secret: 's' }))['refresh_token'], undefined);
        await tenant.management.resourceServers.create({ identifier: API, name: 'API' });
        assert.equal((await logIn(CLIENT, { audience: API }))['refresh_token'], undefined);
        await tenant.call('PATCH', `/api/v2/resource-servers/${encodeURIComponent(API)}`, {
            allow_offline_access: true,
        });
        assert.equal(typeof (await logIn(CLIENT, { audience: API }))['refresh_token'], 'string');
    });

    it('are exchanged for tokens of the same user, with no more scopes, by their client only', async () => {
        const { refresh_token: token } = await logIn();
        const { status, body } = await refresh(token, CLIENT, { scope: 'openid email' });
        assert.deepEqual([status, body['scope'], body['refresh_token']], [200, 'openid', undefined]);
        const [, payload = ''] = String(body['access_token']).split('.');
        assert.equal((JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub: string }).sub, 'auth0|ann');
        for (const [stolen, client] of [
            [token, ROTATING],
            ['v1.unknown', CLIENT],
        ] as const) {
            const refused = await refresh(stolen, client);
            assert.deepEqual([refused.status, refused.body['error']], [403, 'invalid_grant']);
        }
    });

    it('take each other’s place where they rotate, and expire when no one uses them', async () => {
        const { refresh_token: first } = await logIn(ROTATING);
        const second = (await refresh(first, ROTATING)).body['refresh_token'];
        assert.equal(typeof second, 'string');
        assert.equal((await refresh(first, ROTATING)).status, 403);
        clock.advance(HOUR_MS);
        assert.equal((await refresh(second, ROTATING)).status, 403);
    });

    it('are no good for a user who is blocked or deleted, or once they are revoked', async () => {
        const { refresh_token: token } = await logIn();
        await tenant.management.users.update('auth0|ann', { blocked: true });
        const { body } = await refresh(token);
        assert.deepEqual([body['error'], body['error_description']], ['invalid_grant', 'user is blocked']);
        await tenant.management.users.update('auth0|ann', { blocked: false });
        await tenant.management.users.refreshToken.delete('auth0|ann');
        assert.equal((await refresh(token)).status, 403);
    });

    it('leave a trace in the log, and no session', async () => {
        const { refresh_token: token } = await logIn();
        await refresh(token);
        await refresh('v1.unknown');
        const { data } = await tenant.management.logs.list({ search: 'type:(sertft OR fertft)', per_page: 2 });
        assert.deepEqual(data.map(({ type }) => type).sort(), ['fertft', 'sertft']);
        assert.deepEqual((await tenant.management.users.sessions.list('auth0|ann')).data, []);
    });
});
