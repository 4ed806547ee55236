import { jobsOf } from './job-history.ts';
import type { RememberedRun } from './remembered-run.ts';

/** Jobs that count: the first of a run are polled too late, for nobody knows their speed yet. */
const LATEST_JOBS = 40;
/** Jobs that are too short to tell a speed. */
const LEAST_USERS = 50;

/**
 * Gives the speed of the import jobs that a project has run in a tenant: the median over the latest jobs of the runs' last passes.
 *
 * @param domain - of the target tenant
 * @returns users a second and job; undefined when no job was measured
 */
export function measuredSpeed(runs: readonly RememberedRun[], domain: string): number | undefined {
    const speeds = runs
        .filter(
            ({ state }) =>
                state.start?.target.kind === 'connection' && state.start.target.domain === domain.toLowerCase(),
        )
        .flatMap(({ state }) => jobsOf(state))
        .filter(({ users, submittedAt, endedAt }) => users >= LEAST_USERS && endedAt > submittedAt)
        .sort((a, b) => a.submittedAt - b.submittedAt)
        .slice(-LATEST_JOBS)
        .map(({ users, submittedAt, endedAt }) => (users * 1000) / (endedAt - submittedAt))
        .sort((a, b) => a - b);
    return speeds[Math.floor(speeds.length / 2)];
}
