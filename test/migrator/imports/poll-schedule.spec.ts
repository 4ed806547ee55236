import assert from 'node:assert/strict';
import { PollSchedule } from '../../../migrator/imports/poll-schedule.ts';

/** Follows jobs of one length with a schedule, and says how late each end was seen and after how many polls. */
function follow(schedule: PollSchedule, lengths: readonly number[], users = 500): { lateMs: number; polls: number }[] {
    return lengths.map((length) => {
        let elapsed = 0;
        let pending: number | undefined;
        for (let polls = 0; ; ) {
            elapsed += schedule.delayMs(users, elapsed, polls);
            polls += 1;
            if (elapsed >= length) {
                schedule.record(users, pending, elapsed);
                return { lateMs: elapsed - length, polls };
            }
            pending = elapsed;
        }
    });
}

describe('the poll schedule of import jobs', () => {
    const steady = Array.from({ length: 60 }, () => 9_000);

    it('asks at most four times about a job, whatever the tenant is expected to do', () => {
        for (const actual of [4_500, 9_000, 18_000, 90_000]) {
            const polls = follow(
                new PollSchedule(),
                Array.from({ length: 40 }, () => actual),
            ).map(({ polls }) => polls);
            assert.ok(Math.max(...polls) <= 4, `${actual} ms: ${polls.join(' ')}`);
        }
    });

    it('finds out within a quarter of the expected time that a tenant nobody has measured is far quicker', () => {
        const [quick] = follow(new PollSchedule(50, true), [250]);
        assert.deepEqual(quick, { lateMs: 375, polls: 1 });
        const [rather] = follow(new PollSchedule(50, true), [2_400]);
        assert.deepEqual(rather, { lateMs: 100, polls: 2 });
    });

    it('is none the worse for it where the tenant is as expected, or slower', () => {
        for (const actual of [8_000, 10_000, 90_000]) {
            const lengths = Array.from({ length: 20 }, () => actual);
            const seen = follow(new PollSchedule(50), lengths);
            const explored = follow(new PollSchedule(50, true), lengths);
            assert.deepEqual(
                explored.map(({ lateMs }) => lateMs),
                seen.map(({ lateMs }) => lateMs),
            );
            assert.equal(explored[0]?.polls, (seen[0]?.polls ?? 0) + 2);
        }
    });

    it('sees the end of a job within two hundredths of its time, once it has seen some', () => {
        for (const { lateMs } of follow(new PollSchedule(), steady).slice(5))
            assert.ok(lateMs <= 180 + 1, `${lateMs} ms late`);
    });

    it('asks less than twice about most jobs', () => {
        const polls = follow(new PollSchedule(), steady).slice(5);
        assert.ok(polls.reduce((sum, job) => sum + job.polls, 0) / polls.length < 2);
    });

    it('follows jobs that vary by a tenth', () => {
        const lengths = Array.from({ length: 100 }, (_, index) => 9_000 * (1 + 0.1 * Math.sin(index * 1.7)));
        const seen = follow(new PollSchedule(), lengths).slice(10);
        assert.ok(Math.max(...seen.map(({ polls }) => polls)) <= 4);
        assert.ok(seen.reduce((sum, { lateMs }) => sum + lateMs, 0) / seen.length < 900);
    });

    it('finds its way from a tenant that is ten times slower than expected', () => {
        const seen = follow(
            new PollSchedule(),
            Array.from({ length: 20 }, () => 90_000),
        );
        assert.ok((seen.at(-1)?.lateMs ?? Infinity) < 2_000);
    });

    it('finds its way to a tenant that is fifty times quicker than expected, within ten jobs', () => {
        const seen = follow(
            new PollSchedule(),
            Array.from({ length: 20 }, () => 180),
        );
        for (const { lateMs } of seen.slice(10)) assert.ok(lateMs <= 90, `${lateMs} ms late`);
    });

    it('follows a tenant that becomes four times quicker on the way', () => {
        const seen = follow(new PollSchedule(), [...steady, ...Array.from({ length: 30 }, () => 2_250)]);
        for (const { lateMs } of seen.slice(-10)) assert.ok(lateMs <= 450, `${lateMs} ms late`);
    });

    it('forgets how long jobs took before the tenant became quicker', () => {
        const before = Array.from({ length: 20 }, () => 8_900);
        const quicker = Array.from({ length: 60 }, (_, index) => 2_250 * (1 + 0.12 * Math.sin(index * 1.7)));
        const seen = follow(new PollSchedule(), [...before, ...quicker]).slice(-35);
        for (const { lateMs } of seen) assert.ok(lateMs <= 2_250 * 1.5, `${lateMs} ms late`);
    });

    it('learns from two jobs that run side by side what it learns from one', () => {
        const [one, two] = [new PollSchedule(), new PollSchedule()];
        one.record(500, undefined, 9_000);
        for (const doneMs of [9_000, 9_020, 9_010]) two.record(500, undefined, doneMs);
        assert.equal(two.expectedMs(500), one.expectedMs(500));
    });

    it('polls early, in case jobs are far quicker, and just behind the only end that it knows', () => {
        const schedule = new PollSchedule();
        schedule.record(500, undefined, 9_000);
        const polls: number[] = [];
        for (let elapsed = 0; polls.length < 3; polls.push(elapsed))
            elapsed += schedule.delayMs(500, elapsed, polls.length);
        const [first = 0, , third = 0] = polls;
        assert.ok(first < 3_000, `${first} ms`);
        assert.ok(third > 9_000 && third < 9_300, `${third} ms`);
    });

    it('sees jobs soon that take a little longer than the first, which was the only one so far', () => {
        for (const longer of [1, 1.005, 1.02, 1.05, 1.09]) {
            const schedule = new PollSchedule();
            schedule.record(500, undefined, 9_000);
            const [seen] = follow(schedule, [9_000 * longer]);
            assert.ok(seen && seen.polls <= 4 && seen.lateMs <= 1_080, `${longer}: ${JSON.stringify(seen)}`);
        }
    });

    it('predicts when slots are released from the third job on, when the tenant is as quick as expected', () => {
        const schedule = new PollSchedule(500 / 9);
        follow(schedule, [9_010]);
        follow(schedule, [9_010]);
        const prediction = schedule.predictRelease(500);
        assert.ok(prediction && Math.abs(prediction.afterMs - 9_010) < 600, `${prediction?.afterMs} ms`);
    });
});
