import type { Batch } from './batch.ts';
import type { ImportContext } from './import-context.ts';
import { isolateFailure } from './isolate-failure.ts';
import type { RejectedUser } from './rejected-user.ts';
import { isPermanent } from './rejection-codes.ts';
import { runSubmission, type SubmissionOutcome } from './run-submission.ts';
import { submissionOf } from './submission.ts';

/**
 * Takes a batch through its import: the job, the search for a record that breaks it, another try for users that failed for
 * a reason that may pass.
 *
 * @param onJob - called when the batch has its job
 * @returns the users that Auth0 refused for good
 * @throws {MigrationError} `IMPORT_JOB_FAILED`, `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenant throws
 */
export async function importBatch(
    context: ImportContext,
    batch: Batch,
    onJob: () => void,
): Promise<readonly RejectedUser[]> {
    const outcome = await runSubmission(context, batch, onJob);
    const rejected = outcome.failedAsWhole
        ? await isolateFailure(context, batch, outcome)
        : await tryAgain(context, batch, outcome);
    context.progress.finish(batch.users.length);
    return rejected;
}

async function tryAgain(
    context: ImportContext,
    batch: Batch,
    { rejected, unnamed }: SubmissionOutcome,
): Promise<readonly RejectedUser[]> {
    const permanent = rejected.filter(isPermanent);
    const permanentLines = new Set(permanent.map(({ line }) => line));
    const passingLines = new Set(rejected.map(({ line }) => line).filter((line) => !permanentLines.has(line)));
    // Where Auth0 does not say who failed, everyone else is sent again: users who are there are refused or written as before, and then
    // told apart.
    const isWorthIt = ({ line }: Batch['users'][number]) =>
        unnamed > 0 ? !permanentLines.has(line) : passingLines.has(line);
    const users = batch.users.filter(isWorthIt);
    if (users.length === 0) return rejected;
    const again = await runSubmission(context, submissionOf(users));
    const refused = again.failedAsWhole ? rejected.filter(({ line }) => passingLines.has(line)) : again.rejected;
    return [...permanent, ...refused].sort((a, b) => a.line - b.line);
}
