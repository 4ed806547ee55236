import type { PredictedRelease } from '../locks/import-slots.ts';
import { EXPECTED_USERS_PER_SECOND_AND_JOB } from '../tenant/limits.ts';
import { ReleasePredictions } from './predicted-release.ts';

const SHORTEST_POLL_MS = 5;
const LONGEST_POLL_MS = 5 * 60_000;
/** Later polls, as parts of the expected time: the first finds most jobs done, the fourth nearly all that are left. */
const NEXT_POLLS = [0.02, 0.06, 0.2];
/** The same before any job was measured: a tenant may be ten times as slow as expected. */
const FIRST_POLLS = [0.05, 0.45, 9];
/** Polls ahead of them where nobody has measured or said how fast the tenant is, as parts of the expected time: jobs may be far quicker. */
const EXPLORING_POLLS = [1 / 16, 1 / 4];
/** The release of a slot is predicted ahead of the job's end only where the end is known as exactly as this. */
const PREDICTABLE_DOUBT = 0.06;
/** Behind a prediction the first poll comes later by this part: the slot has been passed on, so nobody waits for it. */
const BEHIND_PREDICTION = 0.02;
/** How far apart they are for the sake of the doubt, as parts of it. */
const DOUBTED_POLLS = [0.25, 0.5, 2];
/** A prediction is never taken for more exact than this part of it. */
const LEAST_DOUBT = 0.01;
const MOST_DOUBT = 0.5;
const FIRST_POLLS_IN_A_ROW = 6;
/** A poll that is to find a job done comes later than another was seen done by this factor. */
const BEHIND_KNOWN = 1.03;
/**
 * Polls while no job was ever seen pending, as parts of the time at which one was seen done: jobs may be far quicker, or just as quick.
 * The third is a little behind, for no job is quite like another; later ones are twice as late each time.
 */
const SEARCHING_POLLS = [0.3, 0.95, BEHIND_KNOWN, 1.15];

/**
 * Predicts when an import job ends, from the jobs before it, so that it is asked about when it is due.
 *
 * A job that was seen `pending` at one poll and done at the next ended between the two, and corrects the prediction; how far
 * the two were apart is the doubt. One that was done at the first poll only says that the poll was not too early, so the
 * next comes half the doubt earlier, until one is; and far earlier as long as none ever was. Once the end is known well, the
 * release of slots is predicted, and the requests that come then correct the predictions: polls only show when jobs have changed.
 */
export class PollSchedule {
    private msPerUser: number;
    private doubt = 1;
    private predictions: ReleasePredictions | undefined;
    /** Until a job is seen pending. */
    private isSearching = true;
    /** Milliseconds for each user by which the last job was done, or the quickest of the search. */
    private knownDone: number | undefined;
    /** Jobs in a row that the first poll found done. */
    private firstPolls = 0;
    private readonly isGuess: boolean;

    /**
     * Makes a schedule that has measured nothing.
     *
     * @param usersPerSecond - what is expected of one job
     * @param isGuess - whether nobody has said or measured it in this tenant
     */
    constructor(usersPerSecond = EXPECTED_USERS_PER_SECOND_AND_JOB, isGuess = false) {
        this.msPerUser = 1000 / usersPerSecond;
        this.isGuess = isGuess;
    }

    /** Says how long a job is expected to take, in milliseconds. */
    expectedMs(users: number): number {
        return users * this.msPerUser;
    }

    /**
     * Predicts when the slot of a job that was just submitted is free for the next request, which takes a while to arrive.
     *
     * @returns undefined while predictions are not exact enough for that
     */
    predictRelease(users: number): PredictedRelease | undefined {
        if (this.predictions === undefined && this.doubt > PREDICTABLE_DOUBT) return undefined;
        this.predictions ??= new ReleasePredictions(this.msPerUser, this.doubt);
        return this.predictions.predict(users);
    }

    /**
     * Records how long a job took.
     *
     * @param users - users of the job
     * @param seenPendingMs - from its submission to the last poll that found it pending; undefined if none did
     * @param doneMs - from its submission to the poll that found it done
     */
    record(users: number, seenPendingMs: number | undefined, doneMs: number): void {
        if (users === 0) return;
        // A poll that was to find out whether jobs are far quicker says no more than that they are not.
        const isExplored = this.isExploring() && (seenPendingMs ?? 0) <= this.expectedMs(users) / 2;
        const pendingMs = isExplored && doneMs > this.expectedMs(users) / 2 ? undefined : seenPendingMs;
        if (this.predictions?.recordEnd(users, doneMs) === true) return;
        this.predictions = undefined;
        const done = doneMs / users;
        if (pendingMs !== undefined) {
            const pending = pendingMs / users;
            const known = this.isSearching ? (this.knownDone ?? Infinity) : Infinity;
            const latest = pending < known ? Math.min(known, done) : done;
            this.knownDone = latest;
            this.msPerUser = (pending + latest) / 2;
            this.doubt = Math.max(LEAST_DOUBT, (latest - pending) / (latest + pending));
            this.firstPolls = 0;
            this.isSearching = false;
        } else if (this.isSearching) {
            this.knownDone = Math.min(this.knownDone ?? Infinity, done);
            this.msPerUser = this.knownDone;
        } else {
            this.knownDone = done;
            this.firstPolls += 1;
            const isQuicker = this.firstPolls > FIRST_POLLS_IN_A_ROW;
            this.doubt = isQuicker ? Math.min(MOST_DOUBT, this.doubt * 2) : Math.max(LEAST_DOUBT, this.doubt / 2);
            this.msPerUser = Math.min(this.msPerUser, done) * (1 - this.doubt);
        }
    }

    /**
     * Says how long to wait before a job is asked about.
     *
     * @param users - users of the job
     * @param elapsedMs - since its submission
     * @param polls - how often it was asked about before
     */
    delayMs(users: number, elapsedMs: number, polls: number): number {
        const knownMs = users * (this.knownDone ?? 0);
        if (this.isSearching && this.knownDone !== undefined) {
            const part = SEARCHING_POLLS.find((candidate) => candidate * knownMs > elapsedMs + SHORTEST_POLL_MS);
            return clamp(part === undefined ? elapsedMs : part * knownMs - elapsedMs);
        }
        const expectedMs = this.expectedMs(users);
        if (this.isExploring()) {
            const part = EXPLORING_POLLS.find((candidate) => candidate * expectedMs > elapsedMs + SHORTEST_POLL_MS);
            if (part !== undefined) return clamp(part * expectedMs - elapsedMs);
        }
        const predictedMs = this.predictions?.predict(users).afterMs ?? 0;
        const explored = this.isExploring() ? Math.min(polls, EXPLORING_POLLS.length) : 0;
        if (polls === explored) return clamp(Math.max(expectedMs, predictedMs * (1 + BEHIND_PREDICTION)) - elapsedMs);
        // A search that ended while this job ran has begun with polls far ahead, and has not many left.
        if (polls > 1 && elapsedMs + SHORTEST_POLL_MS < knownMs) return clamp(knownMs * BEHIND_KNOWN - elapsedMs);
        const parts = this.isSearching
            ? FIRST_POLLS
            : NEXT_POLLS.map((least, index) => Math.max(least, this.doubt * (DOUBTED_POLLS[index] ?? 1)));
        const later = polls - explored;
        const part = parts[later - 1] ?? (parts.at(-1) ?? 1) * 2 ** (later - parts.length);
        return clamp(expectedMs * part);
    }

    private isExploring(): boolean {
        return this.isGuess && this.isSearching && this.knownDone === undefined;
    }
}

function clamp(ms: number): number {
    return Math.min(LONGEST_POLL_MS, Math.max(SHORTEST_POLL_MS, ms));
}
