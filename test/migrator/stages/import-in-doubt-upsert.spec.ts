import assert from 'node:assert/strict';
import { type Interferences, type PassingRequest, refusal } from '../running/interfering-proxy.ts';
import { inventUsers, type OpenMigration, openMigration, TARGET } from '../running/open-migration.ts';

const USERS = 6;
const QUICK = { expectedUsersPerSecond: 1_000 };
const isImport = ({ path }: PassingRequest) => path === '/api/v2/jobs/users-imports';

describe('an update whose request got no answer', () => {
    let migration: OpenMigration;
    afterEach(() => migration.close());

    /** Runs an update of everybody, with a fault at the first request, and counts the requests and those that arrived. */
    const runWith = async (fault: Interferences) => {
        // An upsert touches only accounts whose address both sides have verified.
        const users = inventUsers(USERS).map((user) => ({ ...user, email_verified: true }));
        migration = await openMigration({
            users,
            seed: users.map(({ email }) => ({
                user: { connection: TARGET, email, email_verified: true, name: 'Old name' },
            })),
            definition: "existingUsers: 'upsert', userIds: { policy: 'regenerate', rememberAs: false },",
        });
        migration.proxy.interferences = fault;
        const { report } = await migration.run(QUICK);
        assert.deepEqual([report?.imported, report?.isVerified], [USERS, true]);
        const names = (await migration.usersOf()).map(({ name }) => name);
        assert.equal(names.includes('Old name'), false);
        const requests = migration.proxy.requests.filter(isImport);
        return { requests: requests.length, arrived: requests.filter(({ status }) => status === 202).length };
    };
    const first = <T>(act: () => T) => {
        let isFirst = true;
        return (passing: PassingRequest): T | undefined => {
            if (!isFirst || !isImport(passing)) return undefined;
            isFirst = false;
            return act();
        };
    };

    it('is not sent again where the target shows its work', async () => {
        for (const answer of [refusal(502, 'Bad gateway'), 'cut' as const]) {
            assert.deepEqual(await runWith({ afterTenant: first(() => answer) }), { requests: 1, arrived: 1 });
            await migration.close();
        }
        migration = await openMigration({ users: [] });
    });

    it('is sent again where the target shows none of it', async () => {
        assert.deepEqual(await runWith({ beforeTenant: first(() => refusal(502, 'Bad gateway')) }), {
            requests: 2,
            arrived: 1,
        });
    });
});
