import assert from 'node:assert/strict';
import { ImportProgress } from '../../../migrator/imports/import-progress.ts';
import type { Submission } from '../../../migrator/imports/submission.ts';
import { formatProgress, type Progress, steadyProgress } from '../../../migrator/progress.ts';

/** An import of 1,000 users by two jobs at once, of which 50 users a second and job are expected, with a clock that is set by hand. */
function openImport(usersPerSecond = 50) {
    const heard: Progress[] = [];
    const clock = { ms: 1_000_000 };
    const run = {
        time: { clock: { now: () => clock.ms } },
        limits: { slots: { size: 2 } },
        onProgress: (progress: Progress) => heard.push(progress),
    };
    const schedule = { expectedMs: (users: number) => (users * 1000) / usersPerSecond };
    const progress = new ImportProgress(run as never, 1_000, schedule);
    const batch = (users = 100) => ({ users: Array.from({ length: users }) }) as unknown as Submission;
    return {
        ...{ progress, heard, batch },
        last: () => heard.at(-1) as Progress,
        pass: (seconds: number) => {
            clock.ms += seconds * 1000;
        },
        accept: (submission: Submission, id: string) => {
            progress.jobAccepted(submission, id, clock.ms);
        },
    };
}

describe('the progress of an import', () => {
    it('says how fast it is and what is left from its first job on, as the plan does', () => {
        const { batch, last, accept, pass } = openImport();
        accept(batch(), 'a');
        assert.equal(formatProgress(last()), 'import 0 of 1,000 · 50 users/s · 1 of 2 jobs · 20 s left');
        assert.match(formatProgress(last(), 12_000), / · 8 s left$/);
        assert.doesNotMatch(formatProgress(last(), 30_000), /left/, 'nobody knows how much longer a slow job takes');
        pass(1);
        accept(batch(), 'b');
        assert.deepEqual([last().usersPerSecond, last().jobsRunning], [50, 2]);
    });

    it('measures over the last minute, so that an hour before it counts for nothing', () => {
        const { progress, batch, last, accept, pass } = openImport();
        for (let number = 0; number < 5; number += 1) {
            const submission = batch();
            accept(submission, `slow-${number}`);
            pass(700);
            progress.jobEnded(submission, `slow-${number}`);
            progress.finish(100);
        }
        assert.ok(Number(last().usersPerSecond) < 1);
        for (let number = 0; number < 5; number += 1) {
            const submission = batch();
            accept(submission, `quick-${number}`);
            pass(12);
            progress.jobEnded(submission, `quick-${number}`);
        }
        assert.equal(Math.round(last().usersPerSecond ?? 0), 8);
    });

    it('leaves off from the time left what running jobs have done', () => {
        const { batch, last, accept, pass } = openImport();
        accept(batch(500), 'a');
        accept(batch(500), 'b');
        pass(5);
        accept(batch(0), 'c');
        assert.equal(Math.round((last().remainingMs ?? 0) / 1000), 5);
    });

    it('never counts more jobs than slots: one whose slot was passed on is over when the tenant takes the next', () => {
        const { progress, heard, batch, last, accept } = openImport();
        const [first, second, third] = [batch(), batch(), batch()];
        accept(first, 'a');
        accept(second, 'b');
        progress.slotPassedOn('a');
        assert.equal(last().jobsRunning, 2);
        accept(third, 'c');
        assert.equal(last().jobsRunning, 2);
        progress.jobEnded(first, 'a');
        assert.equal(last().jobsRunning, 2);
        progress.jobEnded(second, 'b');
        progress.jobEnded(third, 'c');
        assert.equal(last().jobsRunning, 0);
        assert.deepEqual([...new Set(heard.map(({ jobsRunning }) => jobsRunning))].sort(), [0, 1, 2]);
    });

    it("says when somebody else's jobs hold the slots, and not when a request was early by a moment", () => {
        const { progress, heard, batch, last, accept, pass } = openImport();
        const submission = batch();
        progress.slotRefused(submission);
        assert.equal(heard.length, 0);
        pass(4);
        progress.slotRefused(submission);
        assert.equal(
            formatProgress(last()),
            'import 0 of 1,000 · 0 of 2 jobs · waiting for an import slot: another import is running',
        );
        accept(submission, 'a');
        assert.equal(last().isWaitingForSlot, undefined);
    });
});

describe('steady progress', () => {
    const at = (done: number): Progress => ({ stage: 'import', done, total: 100, jobsRunning: done });

    it('passes on at last what came too soon after the one before', async () => {
        const heard: number[] = [];
        const newest = Promise.withResolvers<undefined>();
        const listen = steadyProgress(
            ({ done }) => {
                heard.push(done);
                if (done === 3) newest.resolve(undefined);
            },
            Date.now,
            50,
        );
        // What waits does not keep a process alive; this does.
        const alive = setInterval(() => undefined, 1_000);
        for (const done of [1, 2, 3]) listen(at(done));
        assert.deepEqual(heard, [1]);
        await newest.promise;
        clearInterval(alive);
        assert.deepEqual(heard, [1, 3]);
    });

    it('passes on the last of a stage at once, and nothing older afterwards', () => {
        const heard: number[] = [];
        const listen = steadyProgress(
            ({ done }) => heard.push(done),
            () => 0,
        );
        for (const done of [1, 2, 100]) listen(at(done));
        assert.deepEqual(heard, [1, 100]);
    });
});
