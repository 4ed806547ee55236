import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createManualClock } from '../../../local/tenant/index.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const PASSWORD = 'Right horse 9';
const CALLBACK = 'https://app.example.com/callback';
const VERIFIER = 'a-verifier-of-at-least-forty-three-characters';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

describe('local tenant, login page', () => {
    const clock = createManualClock(Date.parse('2026-11-22T10:00:00.000Z'));
    let tenant: OpenTenant;

    before(async () => {
        const app = { callbacks: [CALLBACK], token_endpoint_auth_method: 'none' };
        const web = { client_id: 'web', client_secret: 'web-secret', callbacks: [CALLBACK] };
        tenant = await openTenant({
            clock,
            seed: [
                { client: { client_id: 'app', name: 'App', ...app } },
                { client: { name: 'Web', ...web } },
                { connection: { name: 'old', enabled_clients: ['app', 'web'] } },
                { connection: { name: 'new', enabled_clients: ['app'] } },
                { connection: { name: 'elsewhere', enabled_clients: [] } },
                {
                    user: {
                        connection: 'new',
                        user_id: 'ann',
                        email: 'ann@example.com',
                        password: PASSWORD,
                        name: 'Ann',
                    },
                },
                { user: { connection: 'old', user_id: 'bob', email: 'bob@example.com', password: PASSWORD } },
            ],
        });
    });
    after(() => tenant.close());

    const visit = (path: string, init?: RequestInit) =>
        tenant.fetch(new URL(path, `https://${tenant.domain}`), { redirect: 'manual', ...init });
    const authorize = (more: Record<string, string> = {}) => {
        const query = new URLSearchParams({
            response_type: 'code',
            client_id: 'app',
            redirect_uri: CALLBACK,
            scope: 'openid profile email offline_access',
            state: 'the state',
            nonce: 'the nonce',
            code_challenge: CHALLENGE,
            code_challenge_method: 'S256',
            ...more,
        });
        return visit(`/authorize?${query.toString()}`);
    };
    const place = (response: Response) => response.headers.get('location') ?? '';
    const logIn = (page: string, fields: Record<string, string>) =>
        visit(page, { method: 'POST', body: new URLSearchParams(fields) });
    const ANN = { connection: 'new', username: 'Ann@example.com', password: PASSWORD };
    const codeOf = async (more: Record<string, string> = {}, fields: Record<string, string> = ANN) => {
        const answer = await logIn(place(await authorize(more)), fields);
        assert.equal(answer.status, 302, await answer.text());
        const back = new URL(place(answer));
        assert.equal(back.origin + back.pathname, CALLBACK);
        assert.equal(back.searchParams.get('state'), 'the state');
        return String(back.searchParams.get('code'));
    };
    const exchange = (code: string, more: Record<string, string> = {}) =>
        tenant.askToken({
            grant_type: 'authorization_code',
            client_id: 'app',
            code,
            redirect_uri: CALLBACK,
            code_verifier: VERIFIER,
            ...more,
        });
    const claimsOf = (token: unknown) =>
        JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<
            string,
            unknown
        >;

    it('logs a user in to an application without a secret, which then knows who it is', async () => {
        const { status, body } = await exchange(await codeOf());
        assert.equal(status, 200);
        const id = claimsOf(body['id_token']);
        assert.deepEqual(
            [id['sub'], id['aud'], id['nonce'], id['email']],
            ['auth0|ann', 'app', 'the nonce', 'ann@example.com'],
        );
        const headers = { authorization: `Bearer ${String(body['access_token'])}` };
        for (const method of ['GET', 'POST']) {
            const response = await visit('/userinfo', { method, headers });
            const { updated_at, picture, ...user } = (await response.json()) as Record<string, unknown>;
            assert.deepEqual(user, {
                sub: 'auth0|ann',
                name: 'Ann',
                nickname: 'ann',
                email: 'ann@example.com',
                email_verified: false,
            });
            assert.ok(updated_at !== undefined && picture !== undefined);
        }
        const refreshed = await tenant.askToken({
            grant_type: 'refresh_token',
            client_id: 'app',
            refresh_token: String(body['refresh_token']),
        });
        assert.equal(refreshed.status, 200);
        assert.equal((await tenant.management.users.get('auth0|ann')).logins_count, 1);
    });

    it('takes a code once, from its client, to its address, with its verifier, and soon', async () => {
        const refused = async (code: string, more?: Record<string, string>) => {
            const { status, body } = await exchange(code, more);
            return [status, body['error']];
        };
        const once = await codeOf();
        assert.equal((await exchange(once)).status, 200);
        assert.deepEqual(await refused(once), [403, 'invalid_grant']);
        const web = { client_id: 'web', client_secret: 'web-secret' };
        assert.deepEqual(await refused(await codeOf(), web), [403, 'invalid_grant']);
        assert.deepEqual(await refused(await codeOf(), { redirect_uri: 'https://evil.example.com' }), [
            403,
            'invalid_grant',
        ]);
        assert.deepEqual(await refused(await codeOf(), { code_verifier: 'another' }), [403, 'invalid_grant']);
        assert.deepEqual(await refused('no code'), [403, 'invalid_grant']);
        const late = await codeOf();
        clock.advance(11 * 60 * 1000);
        assert.deepEqual(await refused(late), [403, 'invalid_grant']);
    });

    it('logs a user in to an application with a secret, without PKCE', async () => {
        const query = new URLSearchParams({
            response_type: 'code',
            client_id: 'web',
            redirect_uri: CALLBACK,
            scope: 'openid',
        });
        const page = place(await visit(`/authorize?${query.toString()}`));
        const answer = await logIn(page, { username: 'bob@example.com', password: PASSWORD });
        const code = String(new URL(place(answer)).searchParams.get('code'));
        assert.equal((await exchange(code, { client_id: 'web', client_secret: 'wrong' })).status, 401);
        const { status, body } = await exchange(code, { client_id: 'web', client_secret: 'web-secret' });
        assert.deepEqual([status, claimsOf(body['access_token'])['sub']], [200, 'auth0|bob']);
    });

    it('shows the page again after a wrong password, and says so', async () => {
        const page = place(await authorize());
        const wrong = await logIn(page, { ...ANN, password: 'wrong' });
        assert.equal(wrong.status, 400);
        assert.match(await wrong.text(), /Wrong email or password\./);
        const other = await logIn(page, { ...ANN, connection: 'elsewhere' });
        assert.equal(other.status, 400);
        assert.equal((await logIn(page, ANN)).status, 302);
        assert.equal((await logIn(page, ANN)).status, 400, 'a page that was used');
        clock.advance(1000);
        const old = place(await authorize());
        clock.advance(2 * 60 * 60 * 1000);
        assert.equal((await visit(old)).status, 400);
    });

    it('lets a choice between databases, and only those that are enabled', async () => {
        const page = await (await visit(place(await authorize()))).text();
        assert.deepEqual(
            [...page.matchAll(/<option>(\w+)/g)].map(([, name]) => name),
            ['old', 'new'],
        );
        const one = await (await visit(place(await authorize({ connection: 'new' })))).text();
        assert.equal(one.includes('<select'), false);
        assert.equal(
            (await logIn(place(await authorize({ connection: 'new' })), { ...ANN, connection: 'old' })).status,
            400,
        );
    });

    it('sends nobody to an address that the client does not have', async () => {
        for (const more of [{ redirect_uri: 'https://evil.example.com' }, { client_id: 'nobody' }]) {
            const answer = await authorize(more);
            assert.deepEqual([answer.status, answer.headers.get('location')], [400, null]);
        }
    });

    it('tells an application what it asked wrongly', async () => {
        const errorOf = async (more: Record<string, string>) =>
            new URL(place(await authorize(more))).searchParams.get('error');
        assert.equal(await errorOf({ response_type: 'token' }), 'unsupported_response_type');
        assert.equal(await errorOf({ prompt: 'none' }), 'login_required');
        assert.equal(await errorOf({ code_challenge_method: 'S512' }), 'invalid_request');
        assert.equal(await errorOf({ connection: 'elsewhere' }), 'invalid_request');
    });

    it('refuses at /userinfo a token that is none, or not for it', async () => {
        const status = async (token?: string) => {
            const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
            return (await visit('/userinfo', { headers })).status;
        };
        assert.deepEqual([await status(), await status('none'), await status(await tenant.token())], [401, 401, 401]);
    });

    it('forgets a refresh token that its client gives up, and no other client’s', async () => {
        const { body } = await exchange(await codeOf());
        const token = String(body['refresh_token']);
        const revoke = (client: Record<string, string>) =>
            visit('/oauth/revoke', { method: 'POST', body: new URLSearchParams({ ...client, token }) });
        const refresh = async () =>
            (await tenant.askToken({ grant_type: 'refresh_token', client_id: 'app', refresh_token: token })).status;
        assert.equal((await revoke({ client_id: 'web', client_secret: 'web-secret' })).status, 200);
        assert.equal(await refresh(), 200);
        assert.equal((await revoke({ client_id: 'web', client_secret: 'wrong' })).status, 401);
        assert.equal((await revoke({ client_id: 'app' })).status, 200);
        assert.equal(await refresh(), 403);
    });
});
