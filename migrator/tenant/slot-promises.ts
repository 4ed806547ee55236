/** How far promises move at a time, as parts of the time: far at first, and less with each that was too early. */
const LARGEST_STEP = 0.01;
const SMALLEST_STEP = 0.001;
/** A promise that was too early moves them back this many steps, so that one in eight is: each costs a request and a wait. */
const STEPS_BACK = 6;
/** After so many in a row that were late enough, the steps grow again: the tenant may have become quicker. */
const ACCEPTED_IN_A_ROW = 12;
const GROWTH = 1.5;
/** Promises stay this near to where they began, as a part of it, whoever else keeps the slots busy. */
const RANGE = 0.08;
/** A job that took this much longer than promised is slow; one may be by chance. */
const SLOW = 1.1;
const SLOW_IN_A_ROW = 3;

/**
 * Promises the slot of a running job to the next request, so that the request arrives in the moment that the job ends.
 *
 * The requests themselves tell how good the promises are: one that found its slot free lets the next come a little earlier, one
 * that came too early sends them back. So they find the end of the jobs more exactly than looks could, and need none.
 */
export class SlotPromises {
    private readonly startedAt: number;
    private msPerUser: number;
    private step = LARGEST_STEP;
    private accepted = 0;
    private slow = 0;

    /**
     * Makes promises.
     *
     * @param msPerUser - when jobs end, as far as looks could tell
     */
    constructor(msPerUser: number) {
        this.startedAt = msPerUser;
        this.msPerUser = msPerUser;
    }

    /** Says how long after its submission the slot of a job is promised, in milliseconds. */
    promiseMs(users: number): number {
        return users * this.msPerUser;
    }

    /** Notes that a request found its slot free. */
    noteAccepted(): void {
        this.accepted += 1;
        if (this.accepted > ACCEPTED_IN_A_ROW) this.step = Math.min(LARGEST_STEP, this.step * GROWTH);
        this.move(-this.step);
    }

    /** Notes that a request came before its slot was free. */
    noteTooEarly(): void {
        this.move(this.step * STEPS_BACK);
        this.step = Math.max(SMALLEST_STEP, this.step / 2);
        this.accepted = 0;
    }

    /**
     * Notes when the end of a job was seen.
     *
     * @returns whether the promises still hold: jobs have not become much quicker or slower
     */
    noteEnd(users: number, doneMs: number): boolean {
        this.slow = doneMs > this.promiseMs(users) * SLOW ? this.slow + 1 : 0;
        return this.slow < SLOW_IN_A_ROW && this.msPerUser > this.startedAt * (1 - RANGE);
    }

    private move(by: number): void {
        const [least, most] = [this.startedAt * (1 - RANGE), this.startedAt * (1 + RANGE)];
        this.msPerUser = Math.min(most, Math.max(least, this.msPerUser * (1 + by)));
    }
}
