import assert from 'node:assert/strict';
import { createManualClock, type ManualClock } from '../../../local/tenant/index.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const CONNECTION = 'customers';
const PASSWORD = 'Correct-horse-1';
const RATE_MS = 864_000;
const people = ['ann', 'bo'].map((name) => ({
    user: { connection: CONNECTION, user_id: name, email: `${name}@example.com`, password: PASSWORD },
}));

describe('local tenant, attack protection', () => {
    let clock: ManualClock;
    let tenant: OpenTenant;

    beforeEach(async () => {
        clock = createManualClock(Date.UTC(2026, 10, 26));
        tenant = await openTenant({ clock, seed: [{ connection: { name: CONNECTION } }, ...people] });
    });
    afterEach(() => tenant.close());

    const trustHeader = () =>
        tenant.management.clients.update(tenant.clientId, { is_token_endpoint_ip_header_trusted: true });
    const logInFrom = async (address: string, name: string, password: string) => {
        const response = await tenant.fetch(`https://${tenant.domain}/oauth/token`, {
            method: 'POST',
            headers: { 'auth0-forwarded-for': address },
            body: new URLSearchParams({
                grant_type: 'http://auth0.com/oauth/grant-type/password-realm',
                ...{ client_id: tenant.clientId, client_secret: tenant.clientSecret, realm: CONNECTION },
                ...{ username: `${name}@example.com`, password },
            }),
        });
        const { error, error_description: description } = (await response.json()) as Record<string, unknown>;
        return { status: response.status, error, description };
    };
    const failFrom = async (address: string, times: number) => {
        for (let index = 0; index < times; index += 1)
            assert.equal((await logInFrom(address, `nobody-${index}`, 'wrong')).status, 403);
    };
    const throttling = () => tenant.management.attackProtection.suspiciousIpThrottling;
    const bruteForce = () => tenant.management.attackProtection.bruteForceProtection;

    it('is on from the start, with the limits that Auth0 documents', async () => {
        const { enabled, allowlist, stage } = await throttling().get();
        assert.deepEqual([enabled, allowlist], [true, []]);
        assert.deepEqual(stage?.['pre-login'], { max_attempts: 100, rate: RATE_MS });
        const { max_attempts: most, mode } = await bruteForce().get();
        assert.deepEqual([most, mode], [10, 'count_per_identifier_and_ip']);
    });

    it('throttles an address that tries several accounts, for everybody, and gives it new attempts one by one', async () => {
        await trustHeader();
        await throttling().update({ stage: { 'pre-login': { max_attempts: 3, rate: RATE_MS } } });
        await failFrom('192.0.2.1', 3);
        const { status, error, description } = await logInFrom('192.0.2.1', 'ann', PASSWORD);
        assert.deepEqual([status, error], [429, 'too_many_attempts']);
        assert.match(String(description), /suspicious login behavior/);
        assert.equal((await logInFrom('192.0.2.2', 'ann', PASSWORD)).status, 200);
        clock.advance(RATE_MS);
        assert.equal((await logInFrom('192.0.2.1', 'ann', PASSWORD)).status, 200, 'a right password takes no attempt');
        await failFrom('192.0.2.1', 1);
        assert.equal((await logInFrom('192.0.2.1', 'ann', PASSWORD)).status, 429);
        const events = (await tenant.management.logs.list({ search: 'type:limit_mu' })).data;
        assert.deepEqual([...new Set(events.map(({ ip }) => ip))], ['192.0.2.1']);
    });

    it('leaves the addresses of an allow-list alone, ranges among them', async () => {
        await trustHeader();
        const stage = { 'pre-login': { max_attempts: 1, rate: RATE_MS } };
        await throttling().update({ stage, allowlist: ['192.0.2.0/24', '2001:db8::/32', '198.51.100.7'] });
        await bruteForce().update({ max_attempts: 1, allowlist: ['192.0.2.9'] });
        for (const address of ['192.0.2.1', '2001:db8::1', '198.51.100.7']) await failFrom(address, 2);
        assert.equal((await logInFrom('192.0.2.9', 'ann', 'wrong')).status, 403);
        assert.equal((await logInFrom('192.0.2.9', 'ann', PASSWORD)).status, 200);
        assert.equal((await logInFrom('192.0.2.8', 'ann', 'wrong')).status, 403);
        assert.equal((await logInFrom('192.0.2.8', 'ann', PASSWORD)).status, 429);
        assert.equal((await logInFrom('198.51.100.8', 'nobody', 'wrong')).status, 403);
        assert.equal((await logInFrom('198.51.100.8', 'bo', PASSWORD)).status, 429);
    });

    it('throttles sign-ups apart from logins', async () => {
        await throttling().update({ stage: { 'pre-user-registration': { max_attempts: 1, rate: 60_000 } } });
        const signUp = async (name: string) => {
            const body = { client_id: tenant.clientId, connection: CONNECTION, password: PASSWORD };
            const response = await tenant.fetch(`https://${tenant.domain}/dbconnections/signup`, {
                method: 'POST',
                headers: { 'content-type': 'application/json' },
                body: JSON.stringify({ ...body, email: `${name}@example.com` }),
            });
            return response.status;
        };
        assert.equal(await signUp('cy'), 200);
        assert.equal(await signUp('di'), 429);
        assert.equal((await tenant.logIn(CONNECTION, 'ann@example.com', PASSWORD)).status, 200);
        clock.advance(60_000);
        assert.equal(await signUp('di'), 200);
    });

    it('takes another address than that of the request from a client that is trusted with it only', async () => {
        await bruteForce().update({ max_attempts: 1 });
        assert.equal((await logInFrom('192.0.2.1', 'ann', 'wrong')).status, 403);
        assert.equal((await logInFrom('192.0.2.2', 'ann', PASSWORD)).status, 429, 'both came from this machine');
        await trustHeader();
        assert.equal((await logInFrom('192.0.2.2', 'ann', PASSWORD)).status, 200);
    });

    it('counts wrong passwords from everywhere together where it is told to, and blocks nobody where it only watches', async () => {
        await trustHeader();
        await bruteForce().update({ max_attempts: 2, mode: 'count_per_identifier' });
        for (const address of ['192.0.2.1', '192.0.2.2']) await logInFrom(address, 'ann', 'wrong');
        assert.equal((await logInFrom('192.0.2.3', 'ann', PASSWORD)).status, 429);
        await bruteForce().update({ shields: ['user_notification'] });
        assert.equal((await logInFrom('192.0.2.3', 'ann', PASSWORD)).status, 200);
    });

    it('refuses what is no setting, and changes nothing', async () => {
        const before = await throttling().get();
        for (const allowlist of [['example.com'], ['192.0.2.0/33'], ['192.0.2.0/24/8'], 'all'])
            await assert.rejects(throttling().update({ allowlist } as { allowlist: string[] }), { statusCode: 400 });
        await assert.rejects(throttling().update({ stage: { 'pre-login': { rate: 1 } } }), { statusCode: 400 });
        await assert.rejects(bruteForce().update({ max_attempts: 0 }), { statusCode: 400 });
        assert.deepEqual(await throttling().get(), before);
    });
});
