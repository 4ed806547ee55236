import assert from 'node:assert/strict';
import { findMovedUsers } from '../../../migrator/index.ts';
import { type OpenTenant, openTenant } from '../../local/tenant/open-tenant.ts';
import { trust } from '../running/trust.ts';

const PASSWORD = 'Correct-horse-1';

describe('who has moved', function () {
    this.timeout(60_000);
    let source: OpenTenant;
    let target: OpenTenant;
    before(async () => {
        source = await openTenant({ seed: [...seedOf('legacy', 'ann', 'bo', 'cy'), ...seedOf('staff', 'dee')] });
        target = await openTenant({ seed: [{ connection: { name: 'other' } }, ...seedOf('customers', 'ann', 'bo')] });
        for (const { caFile } of [source, target]) trust(caFile);
    });
    after(async () => {
        await source.close();
        await target.close();
    });

    const moved = () => {
        const endpoint = ({ domain, clientId, clientSecret }: OpenTenant, connectionName: string) => ({
            credentials: { domain, clientId, clientSecret },
            connectionName,
        });
        return findMovedUsers({ source: endpoint(source, 'legacy'), target: endpoint(target, 'customers') });
    };
    const link = ({ management }: OpenTenant, primary: string, secondary: string) =>
        management.users.identities.link(primary, { provider: 'auth0', user_id: secondary });

    it('is also somebody whose account was linked to another one in the target', async () => {
        const { management } = target;
        const email = 'primary@example.com';
        const primary = await management.users.create({ connection: 'other', email, password: PASSWORD });
        await link(target, String(primary.user_id), 'auth0|ann');
        const { unmoved, ...counts } = await moved();
        assert.deepEqual(counts, { sourceUsers: 3, moved: 2 });
        assert.deepEqual(unmoved, [{ userId: 'auth0|cy', email: 'cy@example.com' }]);
    });

    it('is told of each user of a connection whose accounts are linked, for each logs in with a password of its own', async () => {
        await link(source, 'auth0|bo', 'auth0|cy');
        const { unmoved, ...counts } = await moved();
        assert.deepEqual(counts, { sourceUsers: 3, moved: 2 });
        assert.deepEqual(unmoved, [{ userId: 'auth0|cy', email: 'cy@example.com' }]);
    });

    it('is told of a user who is linked to one of another connection in the source', async () => {
        await source.management.users.identities.delete('auth0|bo', 'auth0', 'cy');
        await link(source, 'auth0|dee', 'auth0|cy');
        const { unmoved, ...counts } = await moved();
        assert.deepEqual(counts, { sourceUsers: 3, moved: 2 });
        assert.deepEqual(unmoved, [{ userId: 'auth0|cy', email: 'cy@example.com' }]);
    });
});

function seedOf(connection: string, ...names: string[]): object[] {
    const users = names.map((name) => ({
        user: { connection, user_id: name, email: `${name}@example.com`, email_verified: true, password: PASSWORD },
    }));
    return [{ connection: { name: connection } }, ...users];
}
