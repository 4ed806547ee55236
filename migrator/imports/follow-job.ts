import type { PredictedRelease } from '../locks/import-slots.ts';
import type { Job } from '../tenant/jobs.ts';
import { IMPORT_JOB_TIMEOUT_MS } from '../tenant/limits.ts';
import type { ImportContext } from './import-context.ts';
import type { SubmittedJob } from './submit.ts';

/** An import job that has ended. */
export interface EndedJob {
    /** Undefined when Auth0 no longer knows the job: it forgets jobs after 24 hours. */
    readonly job: Job | undefined;
    /** Milliseconds since the Unix epoch. */
    readonly endedAt: number;
    /** How often the job was polled. */
    readonly polls: number;
}

/** Clocks differ, so Auth0 gets this much longer to call an old job failed itself. */
const TIMEOUT_GRACE_MS = 5 * 60_000;

/**
 * Follows an import job to its end, polling when it is due.
 *
 * A job that is still pending after two hours is taken for failed, which is what Auth0 makes of it.
 *
 * @param onNearEnd - called, at most once, when the job is so near its end that a request sent now finds the slot free
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`: the journal knows the job, and the next attempt follows it
 */
export async function followJob(
    { run, schedule }: Pick<ImportContext, 'run' | 'schedule'>,
    { jobId, submittedAt }: SubmittedJob,
    users: number,
    onNearEnd?: (prediction: PredictedRelease) => Promise<void>,
): Promise<EndedJob> {
    const { time, target } = run;
    const { clock } = time;
    let pendingMs: number | undefined;
    const prediction = onNearEnd === undefined ? undefined : schedule.predictRelease(users);
    if (prediction !== undefined) {
        await time.sleep(Math.max(0, submittedAt + prediction.afterMs - clock.now()));
        await onNearEnd?.(prediction);
    }
    for (let polls = 0; ; ) {
        await time.sleep(schedule.delayMs(users, clock.now() - submittedAt, polls));
        const job = await target.tenant.jobs.getJob(jobId);
        polls += 1;
        const elapsedMs = clock.now() - submittedAt;
        if (job === undefined || job.status !== 'pending') {
            if (job?.status === 'completed') schedule.record(users, pendingMs, elapsedMs);
            return { job, endedAt: submittedAt + elapsedMs, polls };
        }
        if (elapsedMs > IMPORT_JOB_TIMEOUT_MS + TIMEOUT_GRACE_MS) {
            const statusDetails = 'still pending after two hours';
            return { job: { id: jobId, status: 'failed', statusDetails }, endedAt: submittedAt + elapsedMs, polls };
        }
        pendingMs = elapsedMs;
        time.stopIfAsked();
    }
}
