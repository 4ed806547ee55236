import type { PredictedRelease } from '../locks/import-slots.ts';

/** How far predictions move ahead with each request that found its slot free, as a part of the time. */
const SMALLEST_STEP = 0.0005;
const LARGEST_STEP = 0.03;
/** A request that came too early sends predictions back by this many of the smallest steps, so that about one in five does. */
const STEPS_BACK = 8;
/** After so many in a row that were late enough, the steps grow: the tenant may have become quicker. */
const ACCEPTED_IN_A_ROW = 8;
const GROWTH = 1.5;
/** The first predictions are made this part of the doubt ahead: one that is too early tells more than one that is too late. */
const FIRST_AHEAD = 0.5;
/** A request that is refused for a longer part of the time than this waits for somebody else's job, which tells nothing of ours. */
const TOO_EARLY_AT_MOST = 0.08;
/** A job that took this much longer than predicted is slow; one may be by chance. */
const SLOW = 1 + TOO_EARLY_AT_MOST;
const SLOW_IN_A_ROW = 5;

/**
 * Predicts when the slot of a running job is free, so that the next request arrives in the moment that the job ends.
 *
 * The requests themselves show how good the predictions are: one that found its slot free lets the next come a little earlier, one
 * that came too early shows by how much. So they find the end of the jobs more exactly than polls could, and need none.
 */
export class ReleasePredictions {
    private msPerUser: number;
    private step: number;
    private isSearching = true;
    /** In a row, each: requests that found their slot free, requests that came too early, and slow jobs. */
    private accepted = 0;
    private tooEarly = 0;
    private slow = 0;

    /**
     * Makes predictions.
     *
     * @param msPerUser - when jobs end, as far as polls could tell
     * @param doubt - by which part of it they may end earlier or later
     */
    constructor(msPerUser: number, doubt: number) {
        this.msPerUser = msPerUser * (1 - FIRST_AHEAD * doubt);
        this.step = Math.max(SMALLEST_STEP, doubt / 2);
    }

    /** Predicts the release of a job that was just submitted. */
    predict(users: number): PredictedRelease {
        // Other requests move the predictions on before this one is kept, so it tells of what it was itself.
        const { msPerUser } = this;
        return {
            afterMs: users * msPerUser,
            recordAccepted: () => {
                this.recordAccepted(msPerUser);
            },
            recordTooEarly: (byMs) => {
                this.recordTooEarly(msPerUser, byMs / users);
            },
        };
    }

    private recordAccepted(msPerUser: number): void {
        this.tooEarly = 0;
        this.accepted += 1;
        if (this.isLate()) this.step = Math.min(LARGEST_STEP, this.step * GROWTH);
        this.msPerUser = Math.min(this.msPerUser, msPerUser * (1 - this.step));
    }

    private recordTooEarly(msPerUser: number, byMsPerUser: number): void {
        if (byMsPerUser > msPerUser * TOO_EARLY_AT_MOST) return;
        this.tooEarly += 1;
        // One that is too early by far may be by chance, unless predictions were moving fast or it is not the first.
        const isCertain = this.isSearching || this.isLate() || this.tooEarly > 1;
        const later = msPerUser * (1 + STEPS_BACK * SMALLEST_STEP) + (isCertain ? byMsPerUser : byMsPerUser / 2);
        this.msPerUser = Math.max(this.msPerUser, later);
        this.step = SMALLEST_STEP;
        this.accepted = 0;
        this.isSearching = false;
    }

    private isLate(): boolean {
        return !this.isSearching && this.accepted > ACCEPTED_IN_A_ROW;
    }

    /**
     * Records when the end of a job was seen.
     *
     * @returns whether the predictions still hold: jobs have not become much slower
     */
    recordEnd(users: number, doneMs: number): boolean {
        this.slow = doneMs > users * this.msPerUser * SLOW ? this.slow + 1 : 0;
        return this.slow < SLOW_IN_A_ROW;
    }
}
