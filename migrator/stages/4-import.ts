import { MigrationError } from '../errors.ts';
import { importBatch } from '../imports/import-batch.ts';
import { createImportContext } from '../imports/import-context.ts';
import { type BatchState, readRunState } from '../run-store/run-state.ts';
import type { ImportedMigration, PlannedMigration } from '../migration.ts';
import { type Run, stopIfAsked } from '../run/run.ts';
import type { Batch } from '../users/batch.ts';
import type { RejectedUser } from '../users/rejected-user.ts';

/** Batches in memory for each slot at the most: one that runs, one that waits, and one whose refused users are tried again. */
const MOST_BATCHES_FOR_A_SLOT = 3;

/** The next batch is packed this part of a job's time after a job has begun. */
const PACKING_AFTER = 0.25;

/**
 * Imports the planned users in jobs small enough for Auth0, never more at once than the tenant runs.
 *
 * Each batch is journaled before its request leaves, when its job is known, and when its refused users were read. So a run
 * that was killed waits for the jobs that it had submitted, and asks the target about a request whose answer it never saw.
 * As many batches as there are slots are packed and wait, so that a slot is taken again in the moment that it is free; the next
 * is packed when one of them has got its job, and not while a slot changes hands.
 *
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED` (both retryable, with the jobs that run in the journal);
 * `BATCH_CHANGED` when a resumed run would not make the same batches; `IMPORT_JOB_FAILED`; what the tenant throws
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-imports (read 2026-08-20)
 */
export async function importUsers(run: Run, plan: PlannedMigration): Promise<ImportedMigration> {
    const batches = readRunState(run.journal.entries).batches;
    const rejected: RejectedUser[] = [];
    const running = new Set<Promise<void>>();
    const waiting = new Set<Promise<undefined>>();
    const stop = new AbortController();
    const failures: unknown[] = [];
    const noMoreJobs = AbortSignal.any([stop.signal, run.signal]);
    const context = createImportContext(run, plan.counts.planned, noMoreJobs);
    try {
        for await (const batch of plan.batches()) {
            const known = batches.get(batch.number);
            refuseChanged(batch, known);
            if (known?.status === 'finished') {
                rejected.push(...known.rejected);
                context.progress.skip(batch.users.length);
                continue;
            }
            const areAllWaiting = waiting.size >= run.importSlots.size;
            while (waiting.size >= run.importSlots.size) await Promise.race(waiting);
            while (running.size >= MOST_BATCHES_FOR_A_SLOT * run.importSlots.size) await Promise.race(running);
            if (failures.length > 0) break;
            stopIfAsked(run);
            const { promise: hasJob, resolve: noteJob } = Promise.withResolvers<undefined>();
            waiting.add(hasJob);
            void hasJob.then(() => waiting.delete(hasJob));
            const work: Promise<void> = importBatch(context, batch, known, () => {
                noteJob(undefined);
            })
                .then((users) => void rejected.push(...users))
                .catch((error: unknown) => {
                    failures.push(error);
                    stop.abort(error);
                })
                .finally(() => {
                    running.delete(work);
                    noteJob(undefined);
                });
            running.add(work);
            // A slot has just changed hands, and others often do soon after: until then the processor is left to them. A stop ends
            // the wait, and is told by the next turn.
            const quietMs = context.pace.expectedMs(batch.users.length) * PACKING_AFTER;
            if (areAllWaiting) await run.clock.sleep(quietMs, noMoreJobs).catch(() => undefined);
        }
    } finally {
        // Whatever happened, the jobs that run are followed to their end or to a safe stop: each journals by itself.
        await Promise.all(running);
    }
    if (failures.length > 0) {
        // A signal that ended the wait for a slot is told in the run's own words.
        stopIfAsked(run);
        throw failures[0];
    }
    return { plan, rejected };
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
