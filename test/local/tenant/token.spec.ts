import assert from 'node:assert/strict';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { createManualClock } from '../../../local/tenant/index.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const REALM_GRANT = 'http://auth0.com/oauth/grant-type/password-realm';
const DAY_MS = 24 * 60 * 60 * 1000;

describe('local tenant, tokens', () => {
    const clock = createManualClock(Date.parse('2026-11-22T10:00:00.000Z'));
    let tenant: OpenTenant;
    let audience: string;
    let own: { client_id: string; client_secret: string };

    before(async () => {
        tenant = await openTenant({
            clock,
            seed: [
                { connection: { name: 'customers', options: { requires_username: true } } },
                { connection: { name: 'elsewhere', enabled_clients: ['limited'] } },
                {
                    user: {
                        connection: 'customers',
                        user_id: 'ann',
                        email: 'ann@example.com',
                        username: 'annie',
                        password: 'right horse',
                    },
                },
                { user: { connection: 'customers', email: 'blocked@example.com', password: 'x1', blocked: true } },
                { user: { connection: 'customers', email: 'nobody@example.com' } },
                {
                    client: {
                        name: 'Limited',
                        client_id: 'limited',
                        client_secret: 'limited secret/with?signs',
                        scope: ['read:connections'],
                    },
                },
                { client: { name: 'Ungranted', client_id: 'ungranted', client_secret: 'secret' } },
            ],
        });
        audience = `https://${tenant.domain}/api/v2/`;
        own = { client_id: tenant.clientId, client_secret: tenant.clientSecret };
    });

    after(() => tenant.close());

    it('gives a client a token that the published keys verify', async () => {
        const { status, body } = await tenant.askToken({ ...own, grant_type: 'client_credentials', audience });
        assert.equal(status, 200);
        assert.equal(body['token_type'], 'Bearer');
        assert.equal(body['expires_in'], 86_400);
        const jwks = await (await tenant.fetch(`https://${tenant.domain}/.well-known/jwks.json`)).json();
        const { payload } = await jwtVerify(String(body['access_token']), createLocalJWKSet(jwks as JSONWebKeySet), {
            issuer: `https://${tenant.domain}/`,
            audience,
            currentDate: new Date(clock.now()),
        });
        assert.equal(payload.sub, `${tenant.clientId}@clients`);
        assert.equal(payload['scope'], body['scope']);
        assert.match(String(payload['scope']), /\bcreate:users\b/);
    });

    it('describes itself to clients of OpenID Connect', async () => {
        const response = await tenant.fetch(`https://${tenant.domain}/.well-known/openid-configuration`);
        const configuration = (await response.json()) as Record<string, unknown>;
        assert.equal(configuration['issuer'], `https://${tenant.domain}/`);
        assert.equal(configuration['token_endpoint'], `https://${tenant.domain}/oauth/token`);
    });

    it('takes credentials as JSON, and form-encoded in HTTP Basic', async () => {
        const asJson = await tenant.fetch(`https://${tenant.domain}/oauth/token`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ ...own, grant_type: 'client_credentials', audience }),
        });
        assert.equal(asJson.status, 200);
        const credentials = `limited:${encodeURIComponent('limited secret/with?signs')}`;
        const asBasic = await tenant.fetch(`https://${tenant.domain}/oauth/token`, {
            method: 'POST',
            headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
            body: new URLSearchParams({ grant_type: 'client_credentials', audience }),
        });
        assert.equal(asBasic.status, 200);
        assert.equal(((await asBasic.json()) as { scope: string }).scope, 'read:connections');
    });

    it('knows itself as 127.0.0.1 too', async () => {
        const other = audience.replace('localhost', '127.0.0.1');
        const { status } = await tenant.askToken({ ...own, grant_type: 'client_credentials', audience: other });
        assert.equal(status, 200);
    });

    const refusals: [name: string, form: () => Record<string, string>, status: number, error: string, text: RegExp][] =
        [
            ['no grant type', () => ({ ...own }), 400, 'invalid_request', /grant_type/],
            ['another grant type', () => ({ ...own, grant_type: 'x' }), 403, 'unsupported_grant_type', /x/],
            [
                'a wrong secret',
                () => ({ ...own, client_secret: 'no', grant_type: 'client_credentials', audience }),
                401,
                'access_denied',
                /^Unauthorized$/,
            ],
            [
                'a client without a grant',
                () => ({ client_id: 'ungranted', client_secret: 'secret', grant_type: 'client_credentials', audience }),
                403,
                'access_denied',
                /^Client "ungranted" is not authorized to access resource server ".*\/api\/v2\/"\. You need to create a "client-grant"/,
            ],
            [
                'a grant type that the client may not use',
                () => ({
                    ...{ client_id: 'limited', client_secret: 'limited secret/with?signs', grant_type: REALM_GRANT },
                    ...{ realm: 'customers', username: 'ann@example.com', password: 'right horse' },
                }),
                403,
                'unauthorized_client',
                /^Grant type 'http:\/\/auth0\.com\/oauth\/grant-type\/password-realm' not allowed for the client\.$/,
            ],
        ];
    for (const [name, form, status, error, text] of refusals)
        it(`refuses ${name}`, async () => {
            const answer = await tenant.askToken(form());
            assert.deepEqual([answer.status, answer.body['error']], [status, error]);
            assert.match(String(answer.body['error_description']), text);
        });

    it('logs a user in by e-mail address or username, whatever their case, and counts the logins', async () => {
        assert.equal((await tenant.logIn('customers', 'Ann@Example.com', 'right horse')).status, 200);
        assert.equal((await tenant.logIn('customers', 'ANNIE', 'right horse')).status, 200);
        const user = await tenant.management.users.get('auth0|ann');
        assert.equal(user.logins_count, 2);
        assert.equal(user.last_login, '2026-11-22T10:00:00.000Z');
        assert.equal(user.last_ip, '127.0.0.1');
    });

    it('gives an ID token to those who ask for one', async () => {
        const form = {
            ...own,
            grant_type: REALM_GRANT,
            realm: 'customers',
            username: 'annie',
            password: 'right horse',
        };
        assert.equal('id_token' in (await tenant.askToken(form)).body, false);
        assert.equal('id_token' in (await tenant.askToken({ ...form, scope: 'openid' })).body, true);
    });

    it('says the same of a wrong password, an unknown user and one imported without a hash', async () => {
        const answers = [
            await tenant.logIn('customers', 'ann@example.com', 'wrong horse'),
            await tenant.logIn('customers', 'unknown@example.com', 'right horse'),
            await tenant.logIn('customers', 'nobody@example.com', 'right horse'),
        ];
        for (const { status, body } of answers) {
            assert.equal(status, 403);
            assert.deepEqual(body, { error: 'invalid_grant', error_description: 'Wrong email or password.' });
        }
    });

    it('refuses a blocked user, but only with the right password', async () => {
        const right = await tenant.logIn('customers', 'blocked@example.com', 'x1');
        assert.deepEqual(right.body, { error: 'unauthorized', error_description: 'user is blocked' });
        const wrong = await tenant.logIn('customers', 'blocked@example.com', 'x2');
        assert.equal(wrong.body['error'], 'invalid_grant');
    });

    it('refuses an unknown realm, and a connection that is not enabled for the client', async () => {
        const unknown = await tenant.logIn('nowhere', 'ann@example.com', 'right horse');
        assert.deepEqual([unknown.status, unknown.body['error_description']], [400, 'Unknown realm nowhere.']);
        assert.equal((await tenant.logIn('elsewhere', 'ann@example.com', 'x')).body['error'], 'unauthorized_client');
    });

    it('logs in without a realm once the tenant has a default directory', async () => {
        const form = { ...own, grant_type: 'password', username: 'annie', password: 'right horse' };
        assert.equal((await tenant.askToken(form)).body['error'], 'server_error');
        const patched = await tenant.call('PATCH', '/api/v2/tenants/settings', { default_directory: 'customers' });
        assert.equal(patched.status, 200);
        const { default_directory: directory } = await tenant.management.tenants.settings.get();
        assert.equal(directory, 'customers');
        assert.equal((await tenant.askToken(form)).status, 200);
    });

    it('blocks an identifier after ten wrong passwords, until the password changes', async () => {
        for (let attempt = 0; attempt < 10; attempt += 1) await tenant.logIn('customers', 'annie', 'wrong horse');
        const blocked = await tenant.logIn('customers', 'annie', 'right horse');
        assert.deepEqual([blocked.status, blocked.body['error']], [429, 'too_many_attempts']);
        await tenant.management.users.update('auth0|ann', { password: 'Battery 9 staple' });
        assert.equal((await tenant.logIn('customers', 'annie', 'Battery 9 staple')).status, 200);
    });

    it('lets the Management API be called with a token of the right kind only', async () => {
        const ask = async (authorization?: string) => {
            const response = await tenant.fetch(`${audience}connections`, {
                headers: { ...(authorization !== undefined && { authorization }) },
            });
            return (await response.json()) as Record<string, unknown>;
        };
        const unauthorized = { statusCode: 401, error: 'Unauthorized' };
        const refusal = (message: string) => ({ ...unauthorized, message, attributes: { error: message } });
        assert.deepEqual(await ask(), refusal('Missing authentication'));
        assert.deepEqual(await ask('Bearer nonsense'), refusal('Invalid token'));
        const token = await tenant.token();
        const [header, payload] = token.split('.');
        assert.deepEqual(
            await ask(`Bearer ${header ?? ''}.${payload ?? ''}.${'A'.repeat(342)}`),
            refusal('Invalid signature received for JSON Web Token validation'),
        );
        const user = await tenant.logIn('customers', 'annie', 'Battery 9 staple');
        const bad = await ask(`Bearer ${String(user.body['access_token'])}`);
        assert.match(String(bad['message']), /^Bad audience: /);
    });

    it('refuses a token without the scope in Auth0’s words', async () => {
        const limited = tenant.managementAs('limited', 'limited secret/with?signs');
        assert.equal((await limited.connections.list()).data.length, 2);
        await assert.rejects(limited.users.list(), {
            statusCode: 403,
            body: {
                statusCode: 403,
                error: 'Forbidden',
                message: 'Insufficient scope, expected any of: read:users,read:user_idp_tokens',
                errorCode: 'insufficient_scope',
            },
        });
    });

    it('lets tokens expire after a day', async () => {
        clock.advance(DAY_MS + 1000);
        const response = await tenant.call('GET', '/api/v2/connections');
        assert.equal(response.status, 401);
        const body = (await response.json()) as Record<string, unknown>;
        assert.equal(body['message'], 'Expired token received for JSON Web Token validation');
    });
});
