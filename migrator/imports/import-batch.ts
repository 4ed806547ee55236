import type { BatchState } from '../run-store/run-state.ts';
import type { Batch } from '../users/batch.ts';
import type { RejectedUser } from '../users/rejected-user.ts';
import type { PlannedUser } from '../users/user-fate.ts';
import type { ImportContext } from './import-context.ts';
import { isolateFailure } from './isolate-failure.ts';
import { journaledPart } from './journaled-part.ts';
import { partOf, wholeOf } from './part.ts';
import { isLasting } from './rejection-codes.ts';
import { type PartOutcome, runPart } from './run-part.ts';

/**
 * Takes a batch through its import: the job, the search for a record that breaks it, another try for users that failed for
 * a reason that may pass; then the journal calls it finished.
 *
 * @param known - what the journal says of the batch
 * @param onJob - called when the batch has its job
 * @returns the users that Auth0 refused for good
 * @throws {MigrationError} `IMPORT_JOB_FAILED`, `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenant throws
 */
export async function importBatch(
    context: ImportContext,
    batch: Batch,
    known: BatchState | undefined,
    onJob: () => void,
): Promise<readonly RejectedUser[]> {
    const { run, progress } = context;
    const outcome = await runPart(context, wholeOf(batch), known, onJob);
    const rejected = outcome.failedAsWhole
        ? await isolateFailure(context, batch, outcome.ended?.job.statusDetails)
        : await tryAgain(context, batch, outcome);
    await run.journal.append({
        type: 'batch-finished',
        batch: batch.number,
        jobId: outcome.ended?.job.id,
        summary: outcome.ended?.job.summary,
        rejected,
        failed: outcome.failedAsWhole,
        ...(outcome.ended === undefined
            ? {}
            : { endedAt: new Date(outcome.ended.endedAt).toISOString(), looks: outcome.ended.looks }),
        at: new Date(run.clock.now()).toISOString(),
    });
    progress.finish(batch.users.length);
    return rejected;
}

async function tryAgain(
    context: ImportContext,
    batch: Batch,
    { rejected, unnamed }: PartOutcome,
): Promise<readonly RejectedUser[]> {
    const lasting = rejected.filter(isLasting);
    const lastingLines = new Set(lasting.map(({ line }) => line));
    const passingLines = new Set(rejected.map(({ line }) => line).filter((line) => !lastingLines.has(line)));
    // Where Auth0 does not say who failed, everyone else is sent again: whoever is there is refused, and then told apart.
    const isWorthIt = ({ line }: PlannedUser) =>
        unnamed > 0 && !batch.upsert ? !lastingLines.has(line) : passingLines.has(line);
    const users = batch.users.filter(isWorthIt);
    if (users.length === 0) return rejected;
    const again = await journaledPart(context, partOf(batch, 'again', users));
    const refused = again.failedAsWhole ? rejected.filter(({ line }) => passingLines.has(line)) : again.rejected;
    return [...lasting, ...refused].sort((a, b) => a.line - b.line);
}
