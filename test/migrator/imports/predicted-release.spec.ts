import assert from 'node:assert/strict';
import { ReleasePredictions } from '../../../migrator/imports/predicted-release.ts';

const USERS = 500;

/** How long a request takes that comes too early, and the first wait before the next. */
const REQUEST_MS = 60;
const FIRST_WAIT_MS = 90;

/**
 * Passes the slots of jobs on as predicted; a request that comes too early comes again, each time after a longer wait.
 *
 * @returns for each job how long its slot was idle, in milliseconds, and whether the first request came too early
 */
function passOn(predictions: ReleasePredictions, lengths: readonly number[]): { idleMs: number; tooEarly: boolean }[] {
    return lengths.map((length) => {
        const prediction = predictions.predict(USERS);
        const requests = [prediction.afterMs];
        for (
            let waitMs = 0;
            requests[0] !== undefined && requests[0] < length;
            waitMs = Math.max(FIRST_WAIT_MS, waitMs * 2)
        ) {
            requests.unshift(requests[0] + REQUEST_MS + waitMs);
        }
        const [acceptedMs = 0, lastRefusedMs] = requests;
        if (lastRefusedMs === undefined) prediction.recordAccepted();
        else prediction.recordTooEarly(lastRefusedMs - prediction.afterMs);
        predictions.recordEnd(USERS, acceptedMs);
        return { idleMs: acceptedMs - length, tooEarly: lastRefusedMs !== undefined };
    });
}

describe('the predicted releases of import slots', () => {
    const jobs = (count: number, ms: number) => Array.from({ length: count }, () => ms);
    const mean = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
    // Within three hundredths of steady jobs, late or early.
    const starts = () => [8_730, 8_900, 9_000, 9_100, 9_270].map((ms) => new ReleasePredictions(ms / USERS, 0.03));

    it('come within half a hundredth of the end of steady jobs after some, and seldom too early', () => {
        for (const predictions of starts()) {
            const passed = passOn(predictions, jobs(100, 9_000)).slice(10);
            const idleMs = mean(passed.map(({ idleMs }) => idleMs));
            assert.ok(idleMs < 45, `${idleMs} ms idle`);
            const tooEarly = passed.filter(({ tooEarly }) => tooEarly).length;
            assert.ok(tooEarly < passed.length * 0.25, `${tooEarly} of ${passed.length} too early`);
        }
    });

    it('are never idle for long while they find the end', () => {
        for (const predictions of starts())
            for (const { idleMs } of passOn(predictions, jobs(10, 9_000))) assert.ok(idleMs < 300, `${idleMs} ms idle`);
    });

    it('are hardly moved by one job that takes twice as long', () => {
        const [predictions] = starts();
        assert.ok(predictions);
        passOn(predictions, jobs(20, 9_000));
        const before = predictions.predict(USERS).afterMs;
        passOn(predictions, [18_000]);
        assert.ok(Math.abs(predictions.predict(USERS).afterMs - before) < 90);
    });

    it('are moved at once by two jobs in a row that take a little longer', () => {
        const predictions = new ReleasePredictions(18, 0.01);
        passOn(predictions, jobs(60, 9_000));
        passOn(predictions, [9_400, 9_400, 9_400]);
        const [next] = passOn(predictions, [9_400]);
        assert.ok(next && next.idleMs < 150, JSON.stringify(next));
    });

    it('tell of themselves, and not of those that were made after them', () => {
        const predictions = new ReleasePredictions(18, 0.01);
        const [one, other] = [predictions.predict(USERS), predictions.predict(USERS)];
        one.recordAccepted();
        const { afterMs } = predictions.predict(USERS);
        other.recordAccepted();
        assert.ok(afterMs < one.afterMs);
        assert.equal(predictions.predict(USERS).afterMs, afterMs);
    });

    it('no longer hold when five jobs in a row are slow, and hold after four', () => {
        const predictions = new ReleasePredictions(18, 0.01);
        const ends = [10_000, 10_000, 10_000, 10_000, 9_000, 10_000, 10_000, 10_000, 10_000, 10_000];
        assert.equal(ends.map((doneMs) => predictions.recordEnd(USERS, doneMs)).indexOf(false), ends.length - 1);
    });

    it('follow jobs that become a third quicker within forty jobs', () => {
        const predictions = new ReleasePredictions(18, 0.01);
        passOn(predictions, [...jobs(100, 9_000), ...jobs(40, 6_000)]);
        const { afterMs } = predictions.predict(USERS);
        assert.ok(afterMs < 6_300, `${afterMs} ms`);
    });

    it("stay where they are however long somebody else's jobs keep the slots", () => {
        const predictions = new ReleasePredictions(18, 0.01);
        const { afterMs } = predictions.predict(USERS);
        for (let refused = 0; refused < 100; refused += 1) predictions.predict(USERS).recordTooEarly(5_000);
        assert.equal(predictions.predict(USERS).afterMs, afterMs);
    });
});
