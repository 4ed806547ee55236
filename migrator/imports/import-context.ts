import type { Run } from '../run/run.ts';
import { EXPECTED_USERS_PER_SECOND_AND_JOB } from '../tenant/limits.ts';
import { ClockOffset } from './clock-offset.ts';
import { ImportProgress } from './import-progress.ts';
import { PollSchedule } from './poll-schedule.ts';

/** What import jobs take from a run. */
export type ImportNeeds = Pick<Run, 'id' | 'target' | 'store' | 'time' | 'limits' | 'onProgress'>;

/** What the import jobs of one pass share. */
export interface ImportContext {
    readonly run: ImportNeeds;
    readonly schedule: PollSchedule;
    readonly clockOffset: ClockOffset;
    readonly progress: ImportProgress;
    /** Aborted when no further job is to be begun; jobs that run are followed all the same. */
    readonly noMoreJobs: AbortSignal;
}

/**
 * Makes a context in which nothing is known yet of the tenant's jobs.
 *
 * @param users - how many are to be imported
 */
export function createImportContext(run: ImportNeeds, users: number, noMoreJobs: AbortSignal): ImportContext {
    const schedule = pollScheduleOf(run.limits);
    const progress = new ImportProgress(run, users, schedule);
    return { run, schedule, clockOffset: new ClockOffset(), progress, noMoreJobs };
}

/** Makes a schedule that begins with what is set, else with what the project's jobs in this tenant have shown, also those of an earlier attempt. */
export function pollScheduleOf({
    expectedUsersPerSecond,
    measuredUsersPerSecond,
}: Pick<Run['limits'], 'expectedUsersPerSecond' | 'measuredUsersPerSecond'>): PollSchedule {
    const isSet = expectedUsersPerSecond !== EXPECTED_USERS_PER_SECOND_AND_JOB;
    const isGuess = !isSet && measuredUsersPerSecond === undefined;
    return new PollSchedule(
        isSet ? expectedUsersPerSecond : (measuredUsersPerSecond ?? expectedUsersPerSecond),
        isGuess,
    );
}
