import assert from 'node:assert/strict';
import { createManualClock } from '../../../local/tenant/index.ts';
import { openTenant } from './open-tenant.ts';

const PASSWORD = 'Right horse 9';

describe('local tenant, a search that lags', () => {
    it('shows creations, changes and deletions late, and look-ups at once', async () => {
        const clock = createManualClock(Date.parse('2026-01-01T00:00:00.000Z'));
        const tenant = await openTenant({ clock, searchLagMs: 5000, seed: [{ connection: { name: 'db' } }] });
        const { users } = tenant.management;
        const names = async () => (await users.list({ q: 'identities.connection:"db"' })).data.map(({ name }) => name);
        try {
            const email = 'ann@example.com';
            const body = { connection: 'db', email, password: PASSWORD, name: 'Ann', user_id: 'ann' };
            clock.advance(10_000);
            await users.create(body);
            assert.deepEqual(await names(), []);
            assert.equal((await users.listUsersByEmail({ email })).length, 1);
            clock.advance(5000);
            assert.deepEqual(await names(), ['Ann']);
            await users.update('auth0|ann', { name: 'Anna' });
            clock.advance(2000);
            await users.update('auth0|ann', { name: 'Annika' });
            assert.deepEqual(await names(), ['Ann']);
            clock.advance(3000);
            assert.deepEqual(await names(), ['Anna']);
            await users.delete('auth0|ann');
            await assert.rejects(users.get('auth0|ann'), { statusCode: 404 });
            assert.deepEqual(await names(), ['Anna']);
            clock.advance(5000);
            assert.deepEqual(await names(), []);
        } finally {
            await tenant.close();
        }
    });
});
