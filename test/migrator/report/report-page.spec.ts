import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { rollBack } from '../../../migrator/index.ts';
import { intervalsOf, type JobRow } from '../../../migrator/run-store/job-history.ts';
import { type OpenCutover, openCutover } from '../cutover/open-cutover.ts';
import { inventUsers, type OpenMigration, openMigration, TARGET } from '../running/open-migration.ts';

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
        assert.doesNotMatch(page, /<script|<link|<img|<iframe|url\(|@import|\bsrc=/);
        assert.doesNotMatch(page.replaceAll(/<a href="[^"]*">/g, ''), /https?:\/\//);
        assert.equal(page.match(/job_[A-Za-z0-9]{16}/g)?.length, report?.importJobs);
        assert.equal(page.match(/<figure>/g)?.length, 2);
        assert.match(page, /compared field by field/);
        const { imported = 0, existing = 0, excluded = 0, rejected = 0, sourceUsers } = report ?? {};
        assert.equal(imported + existing + excluded + rejected, sourceUsers);
        assert.equal(excluded, 1);
    });

    it('says that it is of an earlier pass after an attempt that ended early', async () => {
        migration = await openMigration({ users: inventUsers(3) });
        await migration.run();
        const verdict = async () =>
            /<h2 id="verdict">(.*?)<\/h2>/.exec(await readFile(migration.fileOf('report.html'), 'utf8'))?.[1];
        assert.match((await verdict()) ?? '', /^Verified/);
        const stop = new AbortController();
        await assert.rejects(
            migration.run({
                signal: stop.signal,
                onProgress: ({ stage }) => {
                    if (stage === 'export') stop.abort();
                },
            }),
            { code: 'RUN_STOPPED' },
        );
        assert.equal(await verdict(), 'Pass 2 has not finished');
        await migration.run();
        assert.match((await verdict()) ?? '', /^Verified/);
    });
});

describe('the history in the report', function () {
    this.timeout(120_000);
    let world: OpenCutover;
    afterEach(() => world.close());

    /** What, phase, new and updated of each row. */
    const rows = async () => {
        const page = await readFile(world.fileOf('report.html'), 'utf8');
        const table = /<h2 id="history">.*?<table>(.*?)<\/table>/s.exec(page)?.[1] ?? '';
        return [...table.matchAll(/<tr>(.*?)<\/tr>/gs)].slice(1).map(([, row = '']) => {
            const cells = [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, text = '']) => text);
            assert.match(cells[0] ?? '', /^\d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
            return cells.slice(1, 5).join(' | ');
        });
    };
    it('has every pass with its phase, the switches of logins, and the end of the source', async () => {
        world = await openCutover({ users: inventUsers(3) });
        await world.cutOver();
        await world.switchTo('source');
        await world.switchTo('target');
        await world.decommission();
        await world.decommission();
        assert.deepEqual(await rows(), [
            'pass 1 | copy | 3 | 0',
            'pass 2 | cutover | 0 | 0',
            'logins switched to the target | cutover |  | ',
            'logins switched back to the source | copy |  | ',
            'logins switched to the target | cutover |  | ',
            'pass 3 | decommission | 0 | 0',
            '3 users deleted in the source in all | decommission |  | ',
            'pass 4 | decommission | 0 | 0',
        ]);
    });

    it('has a rollback', async () => {
        world = await openCutover({ users: inventUsers(3) });
        await world.run();
        await rollBack({ ...world.settings(), confirm: TARGET });
        assert.deepEqual((await rows()).slice(1), ['rollback: 3 users removed or restored in the target |  |  | ']);
    });
});

describe('the intervals of a chart', () => {
    const job = (submittedAt: number, endedAt: number, users: number): JobRow => ({
        pass: 1,
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
