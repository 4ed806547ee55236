import type { Batch } from '../imports/batch.ts';
import { BatchPacker } from '../imports/batches.ts';
import { importBatch } from '../imports/import-batch.ts';
import { createImportContext, type ImportNeeds } from '../imports/import-context.ts';
import { patchUsers } from '../imports/patch-users.ts';
import type { RejectedUser } from '../imports/rejected-user.ts';
import { readWorkList } from '../imports/work-list.ts';
import type { DecidedMigration, ImportedMigration } from '../migration.ts';
import { replaceUsers } from '../replacement/replace-users.ts';
import type { ReplacementNeeds } from '../replacement/replacement.ts';
import { replacesSourceUsers } from '../replacement/replaces-source-users.ts';
import { deleteGoneUsers } from '../rollback/delete-gone.ts';

/** Batches in memory for each slot at most: one that runs, one that waits, and one whose refused users are tried again. */
const MOST_BATCHES_FOR_A_SLOT = 3;

/** The next batch is packed this part of a job's time after a job has begun. */
const PACKING_AFTER = 0.25;

/**
 * Writes what was decided: first it deletes users who are gone from the source, where the definition says so; then come changes of users of the
 * target, by their IDs, then new users in jobs small enough for Auth0, never more
 * at once than the tenant runs.
 *
 * Ledger and journal are one step ahead of each request, so whatever stops a pass, the next one knows whom to look for. As many
 * batches as there are slots are packed and wait, so that a slot is taken again in the moment that it is free; the next is packed
 * when one of them has got its job, and not while a slot changes hands.
 *
 * Where the users keep their IDs inside one tenant, each is deleted in the source as soon as its copy is proven.
 *
 * @throws {MigrationError} `TARGET_HAS_DELETE_SCRIPT`; `TIME_BUDGET_SPENT`, `RUN_STOPPED` (both retryable, with the jobs that run in the journal);
 * `IMPORT_JOB_FAILED`; what the tenant throws
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-imports (read 2026-08-20)
 */
export async function importUsers(run: ReplacementNeeds, decided: DecidedMigration): Promise<ImportedMigration> {
    if (replacesSourceUsers(run)) return await replaceUsers(run, decided);
    const deletedGone = decided.counts.deletions === 0 ? 0 : await deleteGoneUsers(run, decided.goneArtifact);
    const patched = await patchUsers(run, decided.work, decided.counts.updates + decided.counts.blocks);
    const rejected: RejectedUser[] = [...patched.rejected];
    const running = new Set<Promise<void>>();
    const waiting = new Set<Promise<undefined>>();
    const stop = new AbortController();
    const failures: unknown[] = [];
    const noMoreJobs = AbortSignal.any([stop.signal, run.time.signal]);
    const { planned, updates } = decided.counts;
    const context = createImportContext(run, planned - updates, noMoreJobs);
    const { slots } = run.limits;
    try {
        for await (const batch of packBatches(run, decided)) {
            const areAllWaiting = waiting.size >= slots.size;
            while (waiting.size >= slots.size) await Promise.race(waiting);
            while (running.size >= MOST_BATCHES_FOR_A_SLOT * slots.size) await Promise.race(running);
            if (failures.length > 0) break;
            run.time.stopIfAsked();
            const { promise: hasJob, resolve: recordJob } = Promise.withResolvers<undefined>();
            waiting.add(hasJob);
            void hasJob.then(() => waiting.delete(hasJob));
            const work: Promise<void> = importBatch(context, batch, () => {
                recordJob(undefined);
            })
                .then((users) => void rejected.push(...users))
                .catch((error: unknown) => {
                    failures.push(error);
                    stop.abort(error);
                })
                .finally(() => {
                    running.delete(work);
                    recordJob(undefined);
                });
            running.add(work);
            // A slot has just changed hands, and others often do soon after: until then the processor is left to them. A stop ends
            // the wait, and shows at the next turn.
            const quietMs = context.schedule.expectedMs(batch.users.length) * PACKING_AFTER;
            if (areAllWaiting) await run.time.clock.sleep(quietMs, noMoreJobs).catch(() => undefined);
        }
    } finally {
        // Whatever happened, the jobs that run are followed to their end or to a safe stop: each journals by itself.
        await Promise.all(running);
    }
    if (failures.length > 0) {
        // A signal that ended the wait for a slot is told in the run's own words.
        run.time.stopIfAsked();
        throw failures[0];
    }
    const { freedIdentifiers, postponed, postponedBlocks, gone } = patched;
    return {
        ...{ decided, rejected, deletedGone, postponed, postponedBlocks, gone },
        freedIdentifiers: freedIdentifiers + deletedGone,
    };
}

async function* packBatches(
    { limits }: Pick<ImportNeeds, 'limits'>,
    { work }: DecidedMigration,
): AsyncGenerator<Batch> {
    const packer = new BatchPacker(limits.maxFileBytes);
    for await (const items of readWorkList(work)) {
        for (const item of items) {
            if (item.kind !== 'new') continue;
            const full = packer.add(item);
            if (full !== undefined) yield full;
        }
        // While batches are packed jobs run, and the next request must leave in time: timers get their turn between a few users.
        await new Promise(setImmediate);
    }
    const last = packer.finish();
    if (last !== undefined) yield last;
}
