import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { forgetRun } from '../../migrator/index.ts';
import { inventUsers, type OpenMigration, openMigration } from './running/open-migration.ts';

const QUICK = { expectedUsersPerSecond: 2_000 };

describe('a complete pass of which the caller has not heard', () => {
    let migration: OpenMigration;
    beforeEach(async () => {
        migration = await openMigration({ users: inventUsers(5) });
        await migration.run({ ...QUICK, lastHeard: { pass: 0, sourceUsers: 5 } });
        migration.proxy.requests.length = 0;
    });
    afterEach(() => migration.close());
    const exports = () => migration.proxy.requests.filter(({ path }) => path.endsWith('/users-exports')).length;

    it('is told again without a new pass', async () => {
        const { report } = await migration.run({ ...QUICK, lastHeard: { pass: 0, sourceUsers: 5 } });
        assert.deepEqual([report?.pass, report?.imported, exports()], [1, 5, 0]);
    });

    it('is followed by a new pass when the caller has heard of it', async () => {
        const { report } = await migration.run({ ...QUICK, lastHeard: { pass: 1, sourceUsers: 5 } });
        assert.deepEqual([report?.pass, report?.existing], [2, 5]);
    });

    it('is followed by a new pass when the source has other users by now', async () => {
        const { report } = await migration.run({ ...QUICK, lastHeard: { pass: 0, sourceUsers: 6 } });
        assert.equal(report?.pass, 2);
    });

    it('is followed by a new pass when the run was forgotten', async () => {
        await forgetRun(migration.settings());
        const { report } = await migration.run({ ...QUICK, lastHeard: { pass: 0, sourceUsers: 5 } });
        assert.equal(report?.pass, 2);
    });

    it('is followed by a new pass when nobody says what was heard', async () => {
        assert.equal((await migration.run(QUICK)).report?.pass, 2);
    });

    it('leaves nothing behind where a run is forgotten that never was', async () => {
        await forgetRun(migration.settings({ runId: 'never' }));
        await assert.rejects(readdir(migration.fileOf('', 'never')), { code: 'ENOENT' });
    });
});
