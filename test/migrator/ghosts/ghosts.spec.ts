import assert from 'node:assert/strict';
import { refusal } from '../running/interfering-proxy.ts';
import { noSearchLag } from '../running/no-search-lag.ts';
import { inventUsers, type OpenMigration, openMigration, readLines, TARGET } from '../running/open-migration.ts';

const quick = { expectedUsersPerSecond: 2_000, clock: noSearchLag };
const ghostOf = (number: number) => ({ ghost: { connection: TARGET, email: `user-${number}@example.com` } });

describe('ghosts', () => {
    let migration: OpenMigration;
    afterEach(() => migration.close());

    const classes = async () => {
        const counts: Record<string, number> = {};
        for (const line of await readLines(migration.fileOf('pass-1-rejected.ndjson'))) {
            counts[String(line['class'])] = (counts[String(line['class'])] ?? 0) + 1;
        }
        return counts;
    };
    const deletes = () => migration.proxy.requests.filter(({ method }) => method === 'DELETE').length;

    it('are found and listed, and left alone unless the definition says otherwise', async () => {
        migration = await openMigration({ users: inventUsers(6), seed: [ghostOf(2), ghostOf(5)] });
        const { report } = await migration.run(quick);
        assert.equal(report?.imported, 4);
        assert.deepEqual(report.rejectedByReason, { 'ghost DUPLICATED_USER': 2 });
        assert.equal(deletes(), 0);
        const listed = await readLines(migration.fileOf('pass-1-ghosts.ndjson'));
        assert.deepEqual(
            listed.map(({ email }) => email),
            ['user-2@example.com', 'user-5@example.com'],
        );
    });

    it('are repaired up to the cap, and proved to be', async () => {
        migration = await openMigration({
            users: inventUsers(8),
            seed: [ghostOf(2), ghostOf(5), ghostOf(7)],
            definition: 'ghosts: { repair: { max: 2 } },',
        });
        const { report } = await migration.run(quick);
        assert.equal(report?.imported, 7);
        assert.equal(report.isVerified, true);
        assert.deepEqual(await classes(), { repaired: 2, ghost: 1 });
        const emails = (await migration.usersOf()).map(({ email }) => email);
        assert.ok(emails.includes('user-2@example.com') && emails.includes('user-5@example.com'));
        assert.equal(emails.includes('user-7@example.com'), false);
    });

    it('are repaired one by one: one that cannot be deleted does not stop the others', async () => {
        migration = await openMigration({
            users: inventUsers(6),
            seed: [ghostOf(2), ghostOf(5)],
            definition: 'ghosts: { repair: { max: 9 } },',
        });
        migration.proxy.interferences = {
            beforeTenant: ({ method, query }) =>
                method === 'DELETE' && query.get('email') === 'user-2@example.com' ? refusal(400, 'No.') : undefined,
        };
        const { report } = await migration.run(quick);
        assert.equal(report?.imported, 5);
        assert.deepEqual(await classes(), { ghost: 1, repaired: 1 });
    });

    it('are repaired by a run that was stopped between the delete and the import', async () => {
        migration = await openMigration({
            users: inventUsers(6),
            seed: [ghostOf(2), ghostOf(5)],
            definition: 'ghosts: { repair: { max: 9 } },',
        });
        const stop = new AbortController();
        migration.proxy.interferences = {
            afterTenant: ({ method }) => {
                if (method === 'DELETE') stop.abort(new Error('stop'));
                return undefined;
            },
        };
        await assert.rejects(migration.run({ ...quick, signal: stop.signal }));
        const { report } = await migration.run(quick);
        assert.equal(report?.imported, 6);
        assert.equal(report.isVerified, true);
    });

    it('are not deleted by an ID that another connection of the tenant uses', async () => {
        migration = await openMigration({
            users: inventUsers(3),
            seed: [ghostOf(2), { connection: { name: 'other' } }],
            definition: "userIds: { policy: 'prefix', prefix: 'new|' }, ghosts: { repair: { max: 9 } },",
        });
        let isFirst = true;
        migration.proxy.interferences = {
            // After the plan was made, another connection gets a user with the ID that the ghost's user is to have.
            beforeTenant: async ({ path }) => {
                if (!isFirst || path !== '/api/v2/jobs/users-imports') return undefined;
                isFirst = false;
                const innocent = {
                    connection: 'other',
                    user_id: 'new|u00002',
                    email: 'innocent@example.com',
                    password: 'Long-Enough-1234',
                };
                assert.equal((await migration.tenant.call('POST', '/api/v2/users', innocent)).status, 201);
                return undefined;
            },
        };
        const { report } = await migration.run(quick);
        assert.equal((await migration.usersOf('other')).length, 1);
        assert.equal(report?.ghosts.repaired, 1);
    });
});
