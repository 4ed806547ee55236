/** How far promises move ahead with each request that found its slot free, as a part of the time. */
const SMALLEST_STEP = 0.0005;
const LARGEST_STEP = 0.03;
/** A request that came too early sends promises back by this many of the smallest steps, so that about one in five does. */
const STEPS_BACK = 8;
/** After so many in a row that were late enough, the steps grow: the tenant may have become quicker. */
const ACCEPTED_IN_A_ROW = 8;
const GROWTH = 1.5;
/** The first promises are made this part of the doubt ahead: one that is too early tells more than one that is too late. */
const FIRST_AHEAD = 0.5;
/** A request that is refused for a longer part of the time than this waits for somebody else's job, which tells nothing of ours. */
const TOO_EARLY_AT_MOST = 0.08;
/** A job that took this much longer than promised is slow; one may be by chance. */
const SLOW = 1 + TOO_EARLY_AT_MOST;
const SLOW_IN_A_ROW = 5;

/** The slot of a running job, promised to the next request. */
export interface SlotPromise {
    /** From the submission of the running job, in milliseconds. */
    readonly afterMs: number;
    /** Notes that the request found the slot free. */
    noteAccepted(): void;
    /**
     * Notes that the request came before the slot was free, and had to be sent again.
     *
     * @param byMs - how long after the first refusal the last one was sent, in milliseconds
     */
    noteTooEarly(byMs: number): void;
}

/**
 * Promises the slot of a running job to the next request, so that the request arrives in the moment that the job ends.
 *
 * The requests themselves tell how good the promises are: one that found its slot free lets the next come a little earlier, one
 * that came too early tells by how much. So they find the end of the jobs more exactly than looks could, and need none.
 */
export class SlotPromises {
    private msPerUser: number;
    private step: number;
    private isSearching = true;
    /** In a row, each: requests that found their slot free, requests that came too early, and slow jobs. */
    private accepted = 0;
    private tooEarly = 0;
    private slow = 0;

    /**
     * Makes promises.
     *
     * @param msPerUser - when jobs end, as far as looks could tell
     * @param doubt - by which part of it they may end earlier or later
     */
    constructor(msPerUser: number, doubt: number) {
        this.msPerUser = msPerUser * (1 - FIRST_AHEAD * doubt);
        this.step = Math.max(SMALLEST_STEP, doubt / 2);
    }

    /** Promises the slot of a job that was just submitted. */
    promise(users: number): SlotPromise {
        // Other requests move the promises on before this one is kept, so it tells of what it was itself.
        const { msPerUser } = this;
        return {
            afterMs: users * msPerUser,
            noteAccepted: () => {
                this.noteAccepted(msPerUser);
            },
            noteTooEarly: (byMs) => {
                this.noteTooEarly(msPerUser, byMs / users);
            },
        };
    }

    private noteAccepted(msPerUser: number): void {
        this.tooEarly = 0;
        this.accepted += 1;
        if (this.isLate()) this.step = Math.min(LARGEST_STEP, this.step * GROWTH);
        this.msPerUser = Math.min(this.msPerUser, msPerUser * (1 - this.step));
    }

    private noteTooEarly(msPerUser: number, byMsPerUser: number): void {
        if (byMsPerUser > msPerUser * TOO_EARLY_AT_MOST) return;
        this.tooEarly += 1;
        // One that is too early by far may be by chance, unless promises were moving fast or it is not the first.
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
     * Notes when the end of a job was seen.
     *
     * @returns whether the promises still hold: jobs have not become much slower
     */
    noteEnd(users: number, doneMs: number): boolean {
        this.slow = doneMs > users * this.msPerUser * SLOW ? this.slow + 1 : 0;
        return this.slow < SLOW_IN_A_ROW;
    }
}
