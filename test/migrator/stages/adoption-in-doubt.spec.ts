import assert from 'node:assert/strict';
import { type Interferences, type PassingRequest, refusal } from '../running/interfering-proxy.ts';
import { inventUsers, type OpenMigration, openMigration, TARGET } from '../running/open-migration.ts';

const USERS = 6;
const QUICK = { expectedUsersPerSecond: 1_000 };
const isUpdate = ({ method, path }: PassingRequest) => method === 'PATCH' && path.startsWith('/api/v2/users/');

describe('an update of an account whose request got no answer', () => {
    let migration: OpenMigration;
    afterEach(() => migration.close());

    /** Runs an update of everybody, with a fault at the first request, and counts the requests and those that arrived. */
    const runWith = async (fault: Interferences) => {
        // Only accounts whose address both sides have verified are updated.
        const users = inventUsers(USERS).map((user) => ({ ...user, email_verified: true }));
        migration = await openMigration({
            users,
            seed: users.map(({ email }) => ({
                user: { connection: TARGET, email, email_verified: true, name: 'Old name' },
            })),
            definition: "existingUsers: 'upsert', userIds: { policy: 'prefix', prefix: 'old-' },",
        });
        migration.proxy.interferences = fault;
        const { report } = await migration.run(QUICK);
        assert.deepEqual([report?.imported, report?.isVerified], [USERS, true]);
        const names = (await migration.usersOf()).map(({ name }) => name);
        assert.equal(names.includes('Old name'), false);
        const requests = migration.proxy.requests.filter(isUpdate);
        return { requests: requests.length, arrived: requests.filter(({ status }) => status === 200).length };
    };
    const first = <T>(act: () => T) => {
        let isFirst = true;
        return (passing: PassingRequest): T | undefined => {
            if (!isFirst || !isUpdate(passing)) return undefined;
            isFirst = false;
            return act();
        };
    };

    it('is not sent again where the target shows its work', async () => {
        for (const answer of [refusal(502, 'Bad gateway'), 'cut' as const]) {
            assert.deepEqual(await runWith({ afterTenant: first(() => answer) }), { requests: USERS, arrived: USERS });
            await migration.close();
        }
        migration = await openMigration({ users: [] });
    });

    it('is sent again where the target shows none of it', async () => {
        assert.deepEqual(await runWith({ beforeTenant: first(() => refusal(502, 'Bad gateway')) }), {
            requests: USERS + 1,
            arrived: USERS,
        });
    });
});
