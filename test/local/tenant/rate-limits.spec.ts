import assert from 'node:assert/strict';
import { createManualClock, type ManualClock, type PlanName } from '../../../local/index.ts';
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

    it('counts kinds of calls apart in the plans that do', async () => {
        await open('essentials');
        assert.deepEqual(await statuses(6, '/api/v2/connections'), [200, 200, 200, 200, 200, 429]);
        assert.equal((await statuses(41, '/api/v2/users')).filter((status) => status === 200).length, 40);
        assert.equal((await statuses(11)).filter((status) => status === 200).length, 10);
    });

    it('limits tokens too', async () => {
        await open('free');
        const form = { grant_type: 'x' };
        for (let index = 0; index < 30; index += 1) assert.equal((await tenant.askToken(form)).status, 403);
        const { status, body } = await tenant.askToken(form);
        assert.deepEqual([status, body['error']], [429, 'too_many_requests']);
    });
});
