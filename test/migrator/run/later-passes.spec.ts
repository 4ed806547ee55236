import assert from 'node:assert/strict';
import { planMigration } from '../../../migrator/index.ts';
import { inventUsers, type OpenMigration, openMigration, readLines, TARGET } from '../running/open-migration.ts';

describe('a second pass over the same source', function () {
    this.timeout(60_000);
    let migration: OpenMigration;
    afterEach(() => migration.close());

    const changeAddress = async (userId: string, email: string): Promise<void> => {
        const answer = await migration.tenant.call('PATCH', `/api/v2/users/${encodeURIComponent(userId)}`, { email });
        assert.equal(answer.status, 200);
    };

    it('never imports a user twice whose address was changed since, and takes it again when both are the same', async () => {
        migration = await openMigration({ users: inventUsers(3) });
        await migration.run();
        await changeAddress('auth0|u00002', 'moved-away@example.com');

        const plan = await planMigration(migration.settings());
        assert.deepEqual([plan.excludedByReason, plan.users.new], [{ EMAIL_CHANGED: 1 }, 0]);
        const second = await migration.run();
        assert.deepEqual([second.report?.excludedByReason, second.report?.imported], [{ EMAIL_CHANGED: 1 }, 0]);
        assert.equal((await migration.usersOf()).length, 3);
        const [excluded] = await readLines(migration.fileOf('pass-2-excluded.ndjson'));
        assert.equal(excluded?.['sourceUserId'], 'auth0|u00002');

        const [map] = (await readLines(migration.fileOf('pass-1-id-map.ndjson'))).filter(
            ({ from }) => from === 'auth0|u00002',
        );
        await changeAddress(String(map?.['to']), 'moved-away@example.com');
        const third = await migration.run();
        assert.deepEqual([third.report?.excluded, third.report?.existing], [0, 3]);
    });

    it('imports a user again who was deleted in the target', async () => {
        migration = await openMigration({ users: inventUsers(2) });
        await migration.run();
        const [map] = await readLines(migration.fileOf('pass-1-id-map.ndjson'));
        await migration.tenant.call('DELETE', `/api/v2/users/${encodeURIComponent(String(map?.['to']))}`);
        const { report } = await migration.run();
        assert.equal(report?.imported, 1);
        assert.equal((await migration.usersOf(TARGET)).length, 2);
    });
});
