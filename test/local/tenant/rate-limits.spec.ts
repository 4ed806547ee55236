import assert from 'node:assert/strict';
import { createManualClock, type ManualClock, type PlanName } from '../../../local/tenant/index.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';

describe('local tenant, rate limits', () => {
    const startMs = Date.parse('2026-11-22T10:00:00.250Z');
    let clock: ManualClock;
    let tenant: OpenTenant;

    const open = async (plan: PlanName) => {
        clock = createManualClock(startMs);
        tenant = await openTenant({ clock, plan });
    };
    const get = (path = '/api/v2/tenants/settings') => tenant.call('GET', path);
    const statuses = async (count: number, path?: string) => {
        const found: number[] = [];
        for (let index = 0; index < count; index += 1) found.push((await get(path)).status);
        return found;
    };
    const header = (response: Response, name: string) => Number(response.headers.get(`x-ratelimit-${name}`));

    afterEach(() => tenant.close());

    it('counts down in every answer', async () => {
        await open('enterprise');
        for (const remaining of [49, 48]) {
            const response = await get();
            assert.equal(header(response, 'limit'), 50);
            assert.equal(header(response, 'remaining'), remaining);
            assert.equal(header(response, 'reset'), Math.floor(startMs / 1000) + 1);
        }
        assert.ok((await get('/api/v2/users/unknown')).headers.has('x-ratelimit-limit'));
    });

    it('refuses in Auth0’s words when the bucket is empty, until the time that it names', async () => {
        await open('free');
        assert.deepEqual(await statuses(2), [200, 200]);
        const refused = await get();
        assert.equal(refused.status, 429);
        assert.deepEqual(await refused.json(), {
            statusCode: 429,
            error: 'Too Many Requests',
            message: 'Global limit has been reached',
            errorCode: 'too_many_requests',
        });
        assert.equal(header(refused, 'remaining'), 0);
        clock.advance(header(refused, 'reset') * 1000 - clock.now());
        assert.deepEqual(await statuses(3), [200, 200, 429]);
    });

    it('refills no more than the plan sustains', async () => {
        await open('enterprise');
        assert.equal((await statuses(51)).filter((status) => status === 200).length, 50);
        clock.advance(1000);
        assert.equal((await statuses(20)).filter((status) => status === 200).length, 16);
    });

    it('takes ten password mails for one address, and then one a minute', async () => {
        await open('enterprise');
        const ask = async (email: string) => {
            const body = new URLSearchParams({ email, connection: 'Username-Password-Authentication' });
            const url = `https://${tenant.domain}/dbconnections/change_password`;
            return await tenant.fetch(url, { method: 'POST', body });
        };
        await tenant.management.connections.create({ name: 'Username-Password-Authentication', strategy: 'auth0' });
        for (let mail = 0; mail < 10; mail += 1) assert.equal((await ask('ann@example.com')).status, 200);
        const refused = await ask('ANN@example.com');
        assert.deepEqual([refused.status, header(refused, 'remaining')], [429, 0]);
        assert.equal((await ask('bob@example.com')).status, 200);
        clock.advance(60_000);
        assert.deepEqual([(await ask('ann@example.com')).status, (await ask('ann@example.com')).status], [200, 429]);
    });

    it('counts kinds of calls apart in the plans that do', async () => {
        await open('essentials');
        assert.deepEqual(await statuses(6, '/api/v2/connections'), [200, 200, 200, 200, 200, 429]);
        assert.equal((await statuses(41, '/api/v2/users')).filter((status) => status === 200).length, 40);
        assert.equal((await statuses(11)).filter((status) => status === 200).length, 10);
    });

    const count = async (calls: number, call: (index: number) => Promise<Response>) => {
        let allowed = 0;
        for (let index = 0; index < calls; index += 1) if ((await call(index)).status !== 429) allowed += 1;
        return allowed;
    };
    // Steps of three seconds: no bucket runs over, and each gets what it is given.
    const countMinute = async (call: (index: number) => Promise<Response>) => {
        let allowed = 0;
        for (let second = 0; second < 60; second += 3) {
            clock.advance(3000);
            allowed += await count(30, call);
        }
        return allowed;
    };

    it('sustains 200 writes of members and of their roles a minute on the enterprise plan', async () => {
        await open('enterprise');
        const writeMembers = () => tenant.call('POST', '/api/v2/organizations/org_0000000000000000/members', {});
        const writeRoles = () =>
            tenant.call('POST', '/api/v2/organizations/org_0000000000000000/members/auth0%7Cann/roles', {});
        assert.equal(await count(30, writeMembers), 20);
        assert.equal(await countMinute(writeMembers), 200);
        clock.advance(60_000);
        assert.equal(await count(30, writeRoles), 20);
        assert.equal(await countMinute(writeRoles), 200);
    });

    it('sustains 5 calls a minute for the authentication methods of one user on the enterprise plan', async () => {
        await open('enterprise');
        const path = (user: string) => `/api/v2/users/auth0%7C${user}/authentication-methods`;
        assert.equal(await count(6, () => get(path('ann'))), 5);
        const refused = await get(path('ann'));
        assert.equal(header(refused, 'limit'), 5);
        assert.equal(header(refused, 'reset') - Math.floor(startMs / 1000), 12);
        assert.equal(await count(1, () => get(path('bob'))), 1);
        clock.advance(12_000);
        assert.equal(await count(2, () => get(path('ann'))), 1);
        // Those of all users together: 25 a second.
        clock.advance(60_000);
        assert.equal(await count(30, (index) => get(path(`user-${index}`))), 25);
    });

    it('counts organizations apart on the essentials plan', async () => {
        await open('essentials');
        const organization = '/api/v2/organizations/org_0000000000000000';
        assert.equal(await count(6, () => get('/api/v2/organizations')), 5);
        assert.equal(await count(21, () => get(organization)), 20);
        assert.equal(await count(11, () => get('/api/v2/organizations/name/acme')), 10);
        assert.equal(await count(6, () => tenant.call('PATCH', organization, {})), 5);
        assert.equal(await count(41, () => get(`${organization}/members`)), 40);
        assert.equal(await count(21, () => tenant.call('DELETE', `${organization}/members`, { members: [] })), 20);
        assert.equal(await count(6, () => get(`${organization}/enabled_connections`)), 5);
        assert.equal(await count(11, () => get('/api/v2/logs')), 10);
    });

    it('lets through little where the enterprise tenant is not for production', async () => {
        await open('enterprise-non-production');
        assert.equal(await count(12, () => get()), 10);
        clock.advance(1000);
        assert.equal(await count(5, () => get()), 2);
    });

    it('limits tokens too', async () => {
        await open('free');
        const form = { grant_type: 'x' };
        for (let index = 0; index < 30; index += 1) assert.equal((await tenant.askToken(form)).status, 403);
        const { status, body } = await tenant.askToken(form);
        assert.deepEqual([status, body['error']], [429, 'too_many_requests']);
    });
});
