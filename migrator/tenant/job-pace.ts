import { EXPECTED_USERS_PER_SECOND_AND_JOB } from './limits.ts';
import { type SlotPromise, SlotPromises } from './slot-promises.ts';

const SHORTEST_POLL_MS = 5;
const LONGEST_POLL_MS = 5 * 60_000;
/** Later looks, as parts of the expected time: the first finds most jobs done, the fourth nearly all that are left. */
const NEXT_LOOKS = [0.02, 0.06, 0.2];
/** The same before any job was measured: a tenant may be ten times as slow as expected. */
const FIRST_LOOKS = [0.05, 0.45, 9];
/** A slot is promised ahead of its end only where the end is known as exactly as this. */
const PROMISING_DOUBT = 0.06;
/** Behind a promise the first look comes later by this part: the slot has been passed on, so nobody waits for it. */
const BEHIND_PROMISE = 0.02;
/** How far apart they are for the sake of the doubt, as parts of it. */
const DOUBTED_LOOKS = [0.25, 0.5, 2];
/** A prediction is never taken for more exact than this part of it. */
const LEAST_DOUBT = 0.01;
const MOST_DOUBT = 0.5;
/** The doubt after the first job of all, when nothing but its end is known; it doubles with each that tells no more. */
const DOUBT_OF_ONE_LOOK = 0.1;
const FIRST_LOOKS_IN_A_ROW = 6;
/** A first look tells something new when it is earlier than the last by this factor: jobs that run side by side tell the same. */
const NEWS = 0.99;
/** A look that is to find a job done comes later than others were seen done by this factor, for no job is quite like another. */
const BEHIND_KNOWN = 1.01;

/**
 * Predicts when an import job ends, from the jobs before it, so that it is asked about when it is due.
 *
 * A job that was seen `pending` at one look and done at the next ended between the two, and corrects the prediction; how far
 * the two were apart is the doubt. One that was done at the first look only says that the look was not too early, so the
 * next comes half the doubt earlier, until one is; and ever earlier as long as none ever was. The look behind the first that was
 * too early comes when another job was seen done. Once the end is known well, slots are promised ahead of it, and the requests
 * that come then correct the promises: looks only tell when jobs have changed.
 */
export class JobPace {
    private msPerUser: number;
    private isMeasured = false;
    private doubt = 1;
    private promises: SlotPromises | undefined;
    private hasSeenPending = false;
    /** Until a job is seen pending: milliseconds for each user at which one was done. Jobs take no longer, as far as is known. */
    private earliestDone = Infinity;
    /** Jobs in a row that the first look found done. */
    private firstLooks = 0;

    /**
     * Makes a pace that has measured nothing.
     *
     * @param usersPerSecond - what is expected of one job
     */
    constructor(usersPerSecond = EXPECTED_USERS_PER_SECOND_AND_JOB) {
        this.msPerUser = 1000 / usersPerSecond;
    }

    /** Says how long a job is expected to take, in milliseconds. */
    expectedMs(users: number): number {
        return users * this.msPerUser;
    }

    /**
     * Promises the slot of a job that was just submitted to the next request, which takes a while to arrive.
     *
     * @returns undefined while predictions are not exact enough for that
     */
    promise(users: number): SlotPromise | undefined {
        if (this.promises === undefined && (!this.isMeasured || this.doubt > PROMISING_DOUBT)) return undefined;
        this.promises ??= new SlotPromises(this.msPerUser, this.doubt);
        return this.promises.promise(users);
    }

    /**
     * Notes how long a job took.
     *
     * @param users - users of the job
     * @param pendingMs - from its submission to the last look that found it pending; undefined if none did
     * @param doneMs - from its submission to the look that found it done
     */
    note(users: number, pendingMs: number | undefined, doneMs: number): void {
        if (users === 0) return;
        if (this.promises?.noteEnd(users, doneMs) === true) return;
        this.promises = undefined;
        if (pendingMs === undefined) {
            if (!this.hasSeenPending && doneMs > users * this.earliestDone * NEWS) return;
            this.earliestDone = Math.min(this.earliestDone, doneMs / users);
            this.firstLooks += 1;
            this.doubt = this.doubtAfterFirstLook();
            this.msPerUser = Math.min(this.msPerUser, doneMs / users) * (1 - this.doubt);
        } else {
            const knownMs = users * this.earliestDone;
            const latestMs = !this.hasSeenPending && pendingMs < knownMs ? Math.min(knownMs, doneMs) : doneMs;
            this.firstLooks = 0;
            this.hasSeenPending = true;
            this.msPerUser = (pendingMs + latestMs) / 2 / users;
            this.doubt = Math.max(LEAST_DOUBT, (latestMs - pendingMs) / (latestMs + pendingMs));
        }
        this.isMeasured = true;
    }

    // While no job was ever seen pending, nothing says how much shorter they are: looks come ever earlier. The same when
    // many in a row were done at the first look, for then the tenant has become quicker.
    private doubtAfterFirstLook(): number {
        if (!this.hasSeenPending) return Math.min(MOST_DOUBT, DOUBT_OF_ONE_LOOK * 2 ** (this.firstLooks - 1));
        if (this.firstLooks > FIRST_LOOKS_IN_A_ROW) return Math.min(MOST_DOUBT, this.doubt * 2);
        return Math.max(LEAST_DOUBT, this.doubt / 2);
    }

    /**
     * Says how long to wait before a job is asked about.
     *
     * @param users - users of the job
     * @param elapsedMs - since its submission
     * @param looks - how often it was asked about before
     */
    delayMs(users: number, elapsedMs: number, looks: number): number {
        const expectedMs = this.expectedMs(users);
        const promisedMs = this.promises?.promise(users).afterMs ?? 0;
        const firstLookMs = Math.max(expectedMs, promisedMs * (1 + BEHIND_PROMISE));
        if (looks === 0) return clamp(firstLookMs - elapsedMs);
        const knownMs = users * this.earliestDone;
        if (!this.hasSeenPending && elapsedMs < knownMs && knownMs < Infinity)
            return clamp(knownMs * BEHIND_KNOWN - elapsedMs);
        const parts = this.isMeasured
            ? NEXT_LOOKS.map((least, index) => Math.max(least, this.doubt * (DOUBTED_LOOKS[index] ?? 1)))
            : FIRST_LOOKS;
        const part = parts[looks - 1] ?? (parts.at(-1) ?? 1) * 2 ** (looks - parts.length);
        return clamp(expectedMs * part);
    }
}

function clamp(ms: number): number {
    return Math.min(LONGEST_POLL_MS, Math.max(SHORTEST_POLL_MS, ms));
}
