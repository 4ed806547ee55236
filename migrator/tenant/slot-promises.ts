/** How far promises move ahead at a time, as parts of the time: far until the first was too early, then little. */
const FIRST_STEP = 0.01;
const LARGEST_STEP = 0.04;
const SMALLEST_STEP = 0.0005;
/** How far behind the last good promise one comes after one that was too early: so one in five is, and costs a request and a wait. */
const STEP_BACK = 0.002;
/** After so many in a row that were late enough, the steps grow again: the tenant may have become quicker. */
const ACCEPTED_IN_A_ROW = 6;
const GROWTH = 1.5;
/** Promises come no later than this part behind where they began, whoever else keeps the slots busy. */
const RANGE = 0.08;
/** A job that took this much longer than promised is slow; one may be by chance. */
const SLOW = 1.1;
const SLOW_IN_A_ROW = 5;

/**
 * Promises the slot of a running job to the next request, so that the request arrives in the moment that the job ends.
 *
 * The requests themselves tell how good the promises are: one that found its slot free lets the next come a little earlier, one
 * that came too early sends them back. So they find the end of the jobs more exactly than looks could, and need none.
 */
export class SlotPromises {
    private readonly startedAt: number;
    private msPerUser: number;
    private step = FIRST_STEP;
    /** The last promise that was not too early. */
    private good: number;
    /** In a row, each: requests that found their slot free, requests that came too early, and slow jobs. */
    private accepted = 0;
    private tooEarly = 0;
    private slow = 0;

    /**
     * Makes promises.
     *
     * @param msPerUser - when jobs end, as far as looks could tell
     */
    constructor(msPerUser: number) {
        this.startedAt = msPerUser;
        this.msPerUser = msPerUser;
        this.good = msPerUser;
    }

    /** Says how long after its submission the slot of a job is promised, in milliseconds. */
    promiseMs(users: number): number {
        return users * this.msPerUser;
    }

    /** Notes that a request found its slot free. */
    noteAccepted(): void {
        this.tooEarly = 0;
        this.accepted += 1;
        if (this.accepted > ACCEPTED_IN_A_ROW) this.step = Math.min(LARGEST_STEP, this.step * GROWTH);
        this.good = this.msPerUser;
        this.msPerUser *= 1 - this.step;
    }

    /** Notes that a request came before its slot was free. */
    noteTooEarly(): void {
        this.accepted = 0;
        this.step = SMALLEST_STEP;
        // One after the other: jobs have become longer, and promises follow ever faster.
        const later = Math.max(this.good, this.msPerUser) * (1 + STEP_BACK * 2 ** this.tooEarly);
        this.msPerUser = Math.min(this.startedAt * (1 + RANGE), later);
        this.tooEarly += 1;
    }

    /**
     * Notes when the end of a job was seen.
     *
     * @returns whether the promises still hold: jobs have not become much slower
     */
    noteEnd(users: number, doneMs: number): boolean {
        this.slow = doneMs > this.promiseMs(users) * SLOW ? this.slow + 1 : 0;
        return this.slow < SLOW_IN_A_ROW;
    }
}
