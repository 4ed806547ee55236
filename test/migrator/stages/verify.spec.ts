import assert from 'node:assert/strict';
import { inventUsers, type OpenMigration, openMigration, readLines } from '../running/open-migration.ts';

describe('the verify stage', () => {
    let migration: OpenMigration;
    afterEach(() => migration.close());

    /** Acts on the target between its import and its verification. */
    const openWith = async (act: () => Promise<unknown>, definition = '') => {
        migration = await openMigration({ users: inventUsers(10), definition });
        let exports = 0;
        migration.proxy.interferences = {
            beforeTenant: async ({ path }) => {
                if (path !== '/api/v2/jobs/users-exports') return undefined;
                exports += 1;
                // The third export is that of the verification, after the two sides.
                if (exports === 3) await act();
                return undefined;
            },
        };
    };
    const targetUser = async (email: string) => (await migration.usersOf()).find((user) => user['email'] === email);

    it('names a user that was changed meanwhile, with its fields and without values', async () => {
        await openWith(async () => {
            const user = await targetUser('user-4@example.com');
            const path = `/api/v2/users/${encodeURIComponent(String(user?.['user_id']))}`;
            const answer = await migration.tenant.call('PATCH', path, {
                name: 'Somebody else',
                user_metadata: { number: 99 },
                blocked: true,
            });
            assert.equal(answer.status, 200);
        });
        await assert.rejects(migration.run(), (error) => {
            assert.ok(error instanceof Error);
            assert.match(error.message, /1 differ in /);
            assert.equal(error.message.includes('@'), false);
            return 'code' in error && error.code === 'VERIFICATION_FAILED';
        });
        const [mismatch, ...others] = await readLines(migration.fileOf('pass-1-mismatches.ndjson'));
        assert.deepEqual(others, []);
        assert.equal(mismatch?.['sourceUserId'], 'auth0|u00004');
        assert.deepEqual([...(mismatch['fields'] as string[])].sort(), ['name', 'user_metadata']);
        assert.equal(JSON.stringify(mismatch).includes('Somebody'), false);
    });

    it('names a user that is gone, and passes when it is back', async () => {
        await openWith(async () => {
            const user = await targetUser('user-4@example.com');
            await migration.tenant.call('DELETE', `/api/v2/users/${encodeURIComponent(String(user?.['user_id']))}`);
        });
        await assert.rejects(migration.run(), { code: 'VERIFICATION_FAILED', message: /1 are not in the target/ });
        const [missing] = await readLines(migration.fileOf('pass-1-mismatches.ndjson'));
        assert.equal(missing?.['missing'], true);
    });

    it('maps every old ID to the new one', async () => {
        await openWith(() => Promise.resolve());
        await migration.run();
        const map = await readLines(migration.fileOf('pass-1-id-map.ndjson'));
        const users = await migration.usersOf();
        assert.equal(map.length, 10);
        for (const { from, to } of map) {
            const user = users.find((candidate) => candidate['user_id'] === to);
            assert.equal((user?.['app_metadata'] as Record<string, unknown>)['previous_user_id'], from);
        }
    });
});
