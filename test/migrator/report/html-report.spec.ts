import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { intervalsOf, type JobRow } from '../../../migrator/run-store/job-history.ts';
import { inventUsers, type OpenMigration, openMigration } from '../running/open-migration.ts';

describe('the report', () => {
    let migration: OpenMigration;
    afterEach(() => migration.close());

    it('is a page that needs nothing else, with every job in it', async () => {
        migration = await openMigration({
            users: inventUsers(20),
            definition: 'transform: (user) => (user.email.startsWith("user-7@") ? { ...user, email: "no" } : user),',
        });
        const { report } = await migration.run({ maxImportFileBytes: 1_500, expectedUsersPerSecond: 1_000 });
        const page = await readFile(migration.fileOf('report.html'), 'utf8');
        assert.doesNotMatch(page, /<script|<link|<img|https?:\/\//);
        assert.equal(page.match(/job_[A-Za-z0-9]{16}/g)?.length, report?.importJobs);
        assert.equal(page.match(/<svg/g)?.length, 2);
        assert.match(page, /Verified, field by field/);
        const { imported = 0, existing = 0, excluded = 0, rejected = 0, sourceUsers } = report ?? {};
        assert.equal(imported + existing + excluded + rejected, sourceUsers);
        assert.equal(excluded, 1);
    });
});

describe('the intervals of a chart', () => {
    const job = (submittedAt: number, endedAt: number, users: number): JobRow => ({
        name: '1',
        jobId: 'job_1',
        users,
        submittedAt,
        endedAt,
        inserted: users,
        updated: 0,
        refused: 0,
        polls: 1,
    });

    it('spread users over the time of their job, and count the jobs at once', () => {
        const intervals = intervalsOf([job(0, 2_000, 200), job(1_000, 2_000, 100)], 2);
        assert.deepEqual(
            intervals.map(({ usersPerSecond }) => usersPerSecond),
            [100, 200],
        );
        assert.deepEqual(
            intervals.map(({ jobs }) => jobs),
            [1, 2],
        );
    });

    it('are none without a job', () => {
        assert.deepEqual(intervalsOf([], 10), []);
    });
});
