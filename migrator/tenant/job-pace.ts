import { EXPECTED_USERS_PER_SECOND_AND_JOB } from './limits.ts';

const SHORTEST_POLL_MS = 50;
const LONGEST_POLL_MS = 60_000;
const NEWEST_WEIGHT = 0.4;
const FIRST_LOOK_SHARE = 0.85;

/**
 * Predicts when an import job ends, from the speed of the jobs before it, so that it is asked about when it is due.
 *
 * Before the first job has ended nothing is known but what Auth0's staff saw, so the first is asked about often.
 */
export class JobPace {
    private usersPerMs: number | undefined;

    /** Users a second and job, as measured so far; what Auth0's staff saw before that. */
    get usersPerSecond(): number {
        return this.usersPerMs === undefined ? EXPECTED_USERS_PER_SECOND_AND_JOB : this.usersPerMs * 1000;
    }

    /**
     * Notes when a job was seen to have ended.
     *
     * @param elapsedMs - from its submission to the look that found it ended
     * @param looks - how many looks it took: a job that the first one finds ended may have ended long before, so its time is
     * taken for shorter; else the wait would feed on itself and every job would seem slower than the last
     */
    note(users: number, elapsedMs: number, looks: number): void {
        const tookMs = looks === 1 ? elapsedMs * FIRST_LOOK_SHARE : elapsedMs;
        const measured = users / Math.max(1, tookMs);
        this.usersPerMs =
            this.usersPerMs === undefined ? measured : this.usersPerMs * (1 - NEWEST_WEIGHT) + measured * NEWEST_WEIGHT;
    }

    /**
     * Says how long to wait before a job is asked about.
     *
     * @param users - users of the job
     * @param elapsedMs - since its submission
     * @param polls - how often it was asked about before
     */
    delayMs(users: number, elapsedMs: number, polls: number): number {
        if (this.usersPerMs === undefined) return clamp(250 * 1.6 ** polls);
        const expectedMs = users / this.usersPerMs;
        // A little late the first time finds most jobs done; each later look waits for a tenth more.
        return polls === 0 ? clamp(expectedMs * 1.03 - elapsedMs) : clamp(expectedMs * 0.1 * 2 ** (polls - 1));
    }
}

function clamp(ms: number): number {
    return Math.min(LONGEST_POLL_MS, Math.max(SHORTEST_POLL_MS, ms));
}
