import { EXPECTED_USERS_PER_SECOND_AND_JOB } from './limits.ts';

const SHORTEST_POLL_MS = 5;
const LONGEST_POLL_MS = 5 * 60_000;
/** Later looks, as parts of the expected time: the first finds most jobs done, the fourth nearly all that are left. */
const NEXT_LOOKS = [0.02, 0.06, 0.2];
/** The same before any job was measured: a tenant may be ten times as slow as expected. */
const FIRST_LOOKS = [0.05, 0.45, 9];
/** A slot is promised ahead of its end only where the end is known as exactly as this. */
const PROMISING_DOUBT = 0.03;
/** How far apart they are for the sake of the doubt, as parts of it. */
const DOUBTED_LOOKS = [0.25, 0.5, 2];
/** A prediction is never taken for more exact than this part of it. */
const LEAST_DOUBT = 0.01;
const MOST_DOUBT = 0.5;
const FIRST_LOOKS_IN_A_ROW = 6;

/**
 * Predicts when an import job ends, from the jobs before it, so that it is asked about when it is due.
 *
 * A job that was seen `pending` at one look and done at the next ended between the two, and corrects the prediction; how far
 * the two were apart is the doubt. One that was done at the first look only says that the look was not too early, so the
 * next comes half the doubt earlier, until one is; and twice as early each time as long as none ever was.
 */
export class JobPace {
    private msPerUser: number;
    private isMeasured = false;
    private doubt = 1;
    private leadMs = 0;
    private hasSeenPending = false;
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
     * Says how long after its submission the slot of a job may be promised to the next request, which takes a while to arrive.
     *
     * @returns undefined while predictions are not exact enough for that
     */
    promiseMs(users: number): number | undefined {
        if (!this.isMeasured || this.doubt > PROMISING_DOUBT) return undefined;
        const expectedMs = this.expectedMs(users);
        // Where a request takes as long as a job there is nothing to gain.
        if (this.leadMs > expectedMs / 4) return undefined;
        return Math.max(0, expectedMs * (1 + this.doubt) - this.leadMs);
    }

    /** Notes how long a request took to be accepted into a slot: the next one leaves so much earlier. */
    noteAccepted(requestMs: number): void {
        this.leadMs = Math.min(requestMs, this.leadMs + requestMs / 10);
    }

    /** Notes that a request came before its slot was free: the next one leaves later. */
    noteTooEarly(): void {
        this.leadMs /= 2;
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
        if (pendingMs === undefined) {
            this.firstLooks += 1;
            this.doubt = this.doubtAfterFirstLook();
            this.msPerUser = Math.min(this.msPerUser, doneMs / users) * (1 - this.doubt);
        } else {
            this.firstLooks = 0;
            this.hasSeenPending = true;
            this.msPerUser = (pendingMs + doneMs) / 2 / users;
            this.doubt = Math.max(LEAST_DOUBT, (doneMs - pendingMs) / (doneMs + pendingMs));
        }
        this.isMeasured = true;
    }

    // While no job was ever seen pending, nothing says how much shorter they are: each look comes twice as early. The same when
    // many in a row were done at the first look, for then the tenant has become quicker.
    private doubtAfterFirstLook(): number {
        if (!this.hasSeenPending) return MOST_DOUBT;
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
        if (looks === 0) return clamp(expectedMs - elapsedMs);
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
