import { MigrationError } from '../errors.ts';
import { ImportProgress } from '../import-progress.ts';
import { type BatchState, readRunState } from '../journal/run-state.ts';
import type { Batch, ImportedMigration, PlannedMigration, RejectedUser } from '../migration.ts';
import { type Run, stopIfAsked } from '../run.ts';
import { JobPace } from '../tenant/job-pace.ts';
import { IMPORT_JOB_TIMEOUT_MS } from '../tenant/limits.ts';
import type { Job } from '../tenant/tenant.ts';
import { rejectedUsersOf } from '../users/rejected-users.ts';

const BUSY_DELAY_MS = 2_000;
const LONGEST_BUSY_DELAY_MS = 30_000;
const SUBMIT_ATTEMPTS = 8;

/**
 * Imports the planned users in jobs small enough for Auth0, never more at once than the tenant runs.
 *
 * Each batch is journaled before its request leaves, when its job is known, and when its refused users were read. So a run
 * that was killed waits for the jobs that it had submitted. Where it does not know whether a request arrived, it sends the
 * batch again: without upsert Auth0 refuses whoever is there, and the reconcile stage tells them from real duplicates.
 *
 * @throws {MigrationError} `IMPORT_JOB_TIMED_OUT`, `TIME_BUDGET_SPENT`, `RUN_STOPPED` (all retryable, with the jobs that run
 * in the journal); `BATCH_CHANGED` when a resumed run would not make the same batches; what the tenant throws
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-imports (read 2026-08-20)
 */
export async function importUsers(run: Run, plan: PlannedMigration): Promise<ImportedMigration> {
    const batches = readRunState(run.journal.entries).batches;
    const rejected: RejectedUser[] = [];
    const running = new Set<Promise<void>>();
    const pace = new JobPace();
    const progress = new ImportProgress(run, plan.counts.planned);
    let failure: { error: unknown } | undefined;
    try {
        for await (const batch of plan.batches()) {
            const known = batches.get(batch.number);
            refuseChanged(batch, known);
            if (known?.status === 'finished') {
                rejected.push(...known.rejected);
                progress.skip(batch.users.length);
                continue;
            }
            // The next batch is packed and ready before a slot is waited for.
            while (running.size >= run.maxConcurrentImportJobs) await Promise.race(running);
            // oxlint-like narrowing does not see the assignment in the callback below.
            if (failure as { error: unknown } | undefined) break;
            stopIfAsked(run);
            const job: Promise<void> = importBatch(run, batch, known, pace, progress)
                .then((users) => void rejected.push(...users))
                .catch((error: unknown) => {
                    failure ??= { error };
                })
                .finally(() => running.delete(job));
            running.add(job);
        }
    } finally {
        // Whatever happened, the jobs that run are followed to their end or to a safe stop: each journals by itself.
        await Promise.all(running);
    }
    if (failure !== undefined) throw failure.error;
    return { plan, rejected };
}

async function importBatch(
    run: Run,
    batch: Batch,
    known: BatchState | undefined,
    pace: JobPace,
    progress: ImportProgress,
): Promise<readonly RejectedUser[]> {
    progress.jobStarted();
    try {
        let jobId = known?.status === 'submitted' ? known.jobId : undefined;
        let submittedAt = known?.submittedAt === undefined ? run.clock.now() : Date.parse(known.submittedAt);
        for (;;) {
            if (jobId === undefined) {
                jobId = await submit(run, batch);
                submittedAt = run.clock.now();
            }
            const job = await waitForJob(run, jobId, batch, submittedAt, pace);
            if (job === undefined) {
                // Auth0 forgets a job after 24 hours. Sent again, whoever is there is refused and looked up.
                jobId = undefined;
                continue;
            }
            const rejected = await readRejected(run, batch, job);
            await run.journal.append({
                type: 'batch-finished',
                batch: batch.number,
                jobId: job.id,
                summary: job.summary,
                rejected,
                at: new Date(run.clock.now()).toISOString(),
            });
            progress.finish(batch.users.length);
            return rejected;
        }
    } finally {
        progress.jobEnded();
    }
}

async function submit(run: Run, batch: Batch): Promise<string> {
    const { journal, clock, signal, target } = run;
    for (let attempt = 1, busyDelayMs = BUSY_DELAY_MS; ; ) {
        stopIfAsked(run);
        await journal.append({
            type: 'batch-submitting',
            batch: batch.number,
            digest: batch.digest,
            users: batch.users.length,
        });
        try {
            const job = await target.tenant.createUsersImport({
                connectionId: target.connection.id,
                file: batch.file,
                upsert: false,
                externalId: `${run.id}-${run.pass}-${batch.number}`,
            });
            await journal.append({
                type: 'batch-submitted',
                batch: batch.number,
                jobId: job.id,
                at: new Date(clock.now()).toISOString(),
            });
            return job.id;
        } catch (error) {
            if (!(error instanceof MigrationError) || !error.retryable) throw error;
            if (error.code === 'IMPORT_SLOTS_BUSY') {
                // Somebody else's job: nothing to count, it ends when it ends.
                await clock.sleep(busyDelayMs, signal);
                busyDelayMs = Math.min(LONGEST_BUSY_DELAY_MS, busyDelayMs * 1.5);
                continue;
            }
            if (attempt === SUBMIT_ATTEMPTS) throw error;
            attempt += 1;
            await clock.sleep(1_000 * 2 ** attempt, signal);
        }
    }
}

async function waitForJob(
    run: Run,
    jobId: string,
    batch: Batch,
    submittedAt: number,
    pace: JobPace,
): Promise<Job | undefined> {
    for (let polls = 0; ; polls += 1) {
        const elapsedMs = run.clock.now() - submittedAt;
        await run.clock.sleep(pace.delayMs(batch.users.length, elapsedMs, polls), run.signal);
        const job = await run.target.tenant.getJob(jobId);
        if (job === undefined || job.status !== 'pending') {
            if (job?.status === 'completed') pace.note(batch.users.length, run.clock.now() - submittedAt, polls + 1);
            return job;
        }
        if (run.clock.now() - submittedAt > IMPORT_JOB_TIMEOUT_MS) {
            throw new MigrationError(
                'IMPORT_JOB_TIMED_OUT',
                `Import job ${jobId} is still pending after 2 h; Auth0 marks such jobs failed. Run again: finished batches are skipped.`,
                { retryable: true },
            );
        }
        stopIfAsked(run);
    }
}

async function readRejected(run: Run, batch: Batch, job: Job): Promise<readonly RejectedUser[]> {
    if (job.status === 'completed' && job.summary?.failed === 0) return [];
    const errors = await run.target.tenant.getJobErrors(job.id);
    return rejectedUsersOf(batch, job, errors);
}

function refuseChanged(batch: Batch, known: BatchState | undefined): void {
    if (known === undefined || known.digest === batch.digest) return;
    throw new MigrationError(
        'BATCH_CHANGED',
        `Batch ${batch.number} is not the one that this run began with, so it cannot tell which users it has sent. The definition's ` +
            'functions (`transform`, `only`) must give the same result at every run: take time, chance and other files out of them. ' +
            'If the password hash export was exchanged, put the first one back.',
    );
}
