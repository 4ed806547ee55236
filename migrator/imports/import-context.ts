import { ImportProgress } from './import-progress.ts';
import type { Run } from '../run/run.ts';
import { JobClock } from './clock-offset.ts';
import { JobPace } from './poll-schedule.ts';
import { EXPECTED_USERS_PER_SECOND_AND_JOB } from '../tenant/limits.ts';

/** What the import jobs of one run share. */
export interface ImportContext {
    readonly run: Run;
    readonly pace: JobPace;
    readonly jobClock: JobClock;
    readonly progress: ImportProgress;
    /** Aborted when no further job is to be begun; jobs that run are followed all the same. */
    readonly noMoreJobs: AbortSignal;
}

/**
 * Makes a context in which nothing is known yet of the tenant's jobs.
 *
 * @param users - how many are to be imported
 */
export function createImportContext(run: Run, users: number, noMoreJobs: AbortSignal): ImportContext {
    return {
        run,
        pace: jobPaceOf(run),
        jobClock: new JobClock(),
        progress: new ImportProgress(run, users),
        noMoreJobs,
    };
}

/** Makes a pace that begins with what is set, else with what the project's jobs in this tenant have shown, also those of an earlier attempt. */
export function jobPaceOf({
    expectedUsersPerSecond,
    measuredUsersPerSecond,
}: Pick<Run, 'expectedUsersPerSecond' | 'measuredUsersPerSecond'>): JobPace {
    const isSet = expectedUsersPerSecond !== EXPECTED_USERS_PER_SECOND_AND_JOB;
    return new JobPace(isSet ? expectedUsersPerSecond : (measuredUsersPerSecond ?? expectedUsersPerSecond));
}
