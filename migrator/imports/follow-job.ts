import { stopIfAsked } from '../run/run.ts';
import { IMPORT_JOB_TIMEOUT_MS } from '../tenant/limits.ts';
import type { SlotPromise } from './predicted-release.ts';
import type { Job } from '../tenant/tenant.ts';
import type { ImportContext } from './import-context.ts';
import type { SubmittedJob } from './submit-part.ts';

/** An import job that has ended. */
export interface EndedJob {
    /** Undefined when Auth0 no longer knows the job: it forgets jobs after 24 hours. */
    readonly job: Job | undefined;
    /** Milliseconds since the Unix epoch. */
    readonly endedAt: number;
    /** How often the job was asked about. */
    readonly looks: number;
}

/** Clocks differ, so Auth0 gets this much longer to call an old job failed itself. */
const TIMEOUT_GRACE_MS = 5 * 60_000;

/**
 * Follows an import job to its end, asking when it is due.
 *
 * A job that is still pending after two hours is taken for failed, which is what Auth0 makes of it.
 *
 * @param onNearEnd - called, at most once, when the job is so near its end that a request sent now finds the slot free
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`: the journal knows the job, and the next run follows it
 */
export async function followJob(
    { run, pace }: ImportContext,
    { jobId, submittedAt }: SubmittedJob,
    users: number,
    onNearEnd: (promise: SlotPromise) => Promise<void>,
): Promise<EndedJob> {
    let pendingMs: number | undefined;
    const promise = pace.promise(users);
    if (promise !== undefined) {
        await run.clock.sleep(Math.max(0, submittedAt + promise.afterMs - run.clock.now()), run.signal);
        await onNearEnd(promise);
    }
    for (let looks = 0; ; ) {
        await run.clock.sleep(pace.delayMs(users, run.clock.now() - submittedAt, looks), run.signal);
        const job = await run.target.tenant.getJob(jobId);
        looks += 1;
        const elapsedMs = run.clock.now() - submittedAt;
        if (job === undefined || job.status !== 'pending') {
            if (job?.status === 'completed') pace.note(users, pendingMs, elapsedMs);
            return { job, endedAt: submittedAt + elapsedMs, looks };
        }
        if (elapsedMs > IMPORT_JOB_TIMEOUT_MS + TIMEOUT_GRACE_MS) {
            const statusDetails = 'still pending after two hours';
            return { job: { id: jobId, status: 'failed', statusDetails }, endedAt: submittedAt + elapsedMs, looks };
        }
        pendingMs = elapsedMs;
        stopIfAsked(run);
    }
}
