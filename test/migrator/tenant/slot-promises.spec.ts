import assert from 'node:assert/strict';
import { SlotPromises } from '../../../migrator/tenant/slot-promises.ts';

const USERS = 500;

/**
 * Passes the slots of jobs on as promised; a request that comes too early comes again at the job's end.
 *
 * @returns for each job how long its slot was idle, in milliseconds, or undefined where the request came too early
 */
function passOn(promises: SlotPromises, lengths: readonly number[]): (number | undefined)[] {
    return lengths.map((length) => {
        const promisedMs = promises.promiseMs(USERS);
        if (promisedMs < length) promises.noteTooEarly();
        else promises.noteAccepted();
        promises.noteEnd(USERS, Math.max(length, promisedMs));
        return promisedMs < length ? undefined : promisedMs - length;
    });
}

describe('the promises of import slots', () => {
    const steady = Array.from({ length: 100 }, () => 9_000);

    it('come within half a hundredth of the end of steady jobs, and seldom too early', () => {
        const idle = passOn(new SlotPromises(9_270 / USERS), steady).slice(30);
        const inTime = idle.filter((ms) => ms !== undefined);
        assert.ok(inTime.reduce((sum, ms) => sum + ms, 0) / inTime.length < 45, `${inTime.join(' ')} ms idle`);
        assert.ok(inTime.length > idle.length * 0.75, `${idle.length - inTime.length} of ${idle.length} too early`);
    });

    it('are hardly moved by one job that takes twice as long', () => {
        const promises = new SlotPromises(9_270 / USERS);
        passOn(promises, steady);
        const before = promises.promiseMs(USERS);
        passOn(promises, [18_000]);
        assert.ok(Math.abs(promises.promiseMs(USERS) - before) < 90);
    });

    it('no longer hold when five jobs in a row are slow, and hold after four', () => {
        const promises = new SlotPromises(18);
        const ends = [10_000, 10_000, 10_000, 10_000, 9_000, 10_000, 10_000, 10_000, 10_000, 10_000];
        assert.equal(ends.map((doneMs) => promises.noteEnd(USERS, doneMs)).indexOf(false), ends.length - 1);
    });

    it('follow jobs that become a third quicker within forty jobs', () => {
        const promises = new SlotPromises(9_270 / USERS);
        passOn(promises, steady);
        passOn(
            promises,
            Array.from({ length: 40 }, () => 6_000),
        );
        assert.ok(promises.promiseMs(USERS) < 6_300, `${promises.promiseMs(USERS)} ms`);
    });

    it("stay near the expected end however long somebody else's jobs keep the slots", () => {
        const promises = new SlotPromises(18);
        for (let refused = 0; refused < 100; refused += 1) promises.noteTooEarly();
        assert.ok(promises.promiseMs(USERS) <= 9_000 * 1.08);
    });
});
