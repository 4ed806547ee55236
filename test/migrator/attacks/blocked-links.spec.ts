import assert from 'node:assert/strict';
import { inventUsers, type OpenMigration, openMigration } from '../running/open-migration.ts';

const USERS = inventUsers(4);
const idOf = (number: number): string => `auth0|${String(USERS[number]?.['user_id'])}`;

describe('attacks by an account that is linked to a blocked user', function () {
    this.timeout(300_000);
    let migration: OpenMigration;
    afterEach(() => migration.close());

    const open = async (definition = '') => {
        migration = await openMigration({ users: USERS, definition: `linkedAccounts: 'copy', ${definition}` });
        const { management: sdk } = migration.tenant;
        await sdk.users.identities.link(idOf(0), { provider: 'auth0', user_id: idOf(1).replace('auth0|', '') });
        return sdk;
    };
    const movedOf = async (number: number) =>
        (await migration.usersOf()).find(({ email }) => email === USERS[number]?.email);

    it('let nobody in between the import and the link', async () => {
        const sdk = await open();
        await sdk.users.update(idOf(0), { blocked: true });
        const seen: unknown[] = [];
        migration.proxy.interferences = {
            async beforeTenant({ method, path }) {
                if (method === 'POST' && path.endsWith('/identities')) seen.push((await movedOf(1))?.['blocked']);
                return undefined;
            },
        };
        const { report } = await migration.run();
        assert.deepEqual([report?.isVerified, seen], [true, [true]]);
        const primary = await movedOf(0);
        assert.deepEqual([primary?.['blocked'], (primary?.['identities'] as unknown[]).length], [true, 2]);
        await sdk.users.update(idOf(0), { blocked: false });
        await sdk.users.identities.delete(idOf(0), 'auth0', idOf(1).replace('auth0|', ''));
        await migration.run();
        for (const number of [0, 1]) assert.notEqual((await movedOf(number))?.['blocked'], true);
    });

    it('let nobody in where the blocked user does not move, or is blocked later', async () => {
        const sdk = await open(`only: ({ email }) => email !== 'user-1@example.com',`);
        await migration.run();
        assert.notEqual((await movedOf(1))?.['blocked'], true);
        await sdk.users.update(idOf(0), { blocked: true });
        await migration.run();
        assert.equal((await movedOf(1))?.['blocked'], true);
        await sdk.users.update(idOf(0), { blocked: false });
        await migration.run();
        assert.notEqual((await movedOf(1))?.['blocked'], true);
    });
});
