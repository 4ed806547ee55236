import { redact } from '../disclosure/redact.ts';
import { MigrationError } from '../errors.ts';
import type { Batch } from './batch.ts';
import type { ImportContext } from './import-context.ts';
import type { RejectedUser } from './rejected-user.ts';
import { isPermanent } from './rejection-codes.ts';
import { runSubmission, type SubmissionOutcome } from './run-submission.ts';
import { type Submission, submissionOf } from './submission.ts';

/** So many failures and no success: it is not about a user. */
const HOPELESS_JOBS = 4;

/**
 * Finds the users whose records make a job fail as a whole, by sending halves of halves; everybody else is imported.
 *
 * Whom the failed job names for a reason of their own are not sent again.
 *
 * @param outcome - of the failed job
 * @returns the users that failed alone, with the code `JOB_FAILED`, and those that Auth0 refused by name
 * @throws {MigrationError} `IMPORT_JOB_FAILED` (retryable) when jobs fail whichever users are in them
 */
export async function isolateFailure(
    context: ImportContext,
    batch: Batch,
    outcome: Pick<SubmissionOutcome, 'rejected' | 'statusDetails'>,
): Promise<readonly RejectedUser[]> {
    const named = outcome.rejected.filter(isPermanent);
    const namedLines = new Set(named.map(({ line }) => line));
    const rejected: RejectedUser[] = [...named];
    let failures = 0;
    let successes = 0;
    const send = async (users: Submission['users']): Promise<void> => {
        const sent = await runSubmission(context, submissionOf(users));
        rejected.push(...sent.rejected.filter(({ codes }) => !codes.includes('JOB_FAILED')));
        if (!sent.failedAsWhole) {
            successes += 1;
            return;
        }
        failures += 1;
        if (successes === 0 && failures === HOPELESS_JOBS && batch.users.length > HOPELESS_JOBS)
            throw hopeless(batch, outcome.statusDetails);
        const refused = new Set(sent.rejected.filter(isPermanent).map(({ line }) => line));
        const left = users.filter(({ line }) => !refused.has(line));
        const [only] = left;
        if (left.length === 1 && left.length === users.length && only !== undefined) rejected.push(failedAlone(only));
        else if (left.length > 0) await split(left);
    };
    const split = async (users: Submission['users']): Promise<void> => {
        const middle = Math.ceil(users.length / 2);
        await send(users.slice(0, middle));
        if (users.length > 1) await send(users.slice(middle));
    };
    const left = batch.users.filter(({ line }) => !namedLines.has(line));
    const [only] = left;
    if (batch.users.length === 1 && only !== undefined) return [failedAlone(only)];
    if (left.length > 0) await split(left);
    return rejected.sort((a, b) => a.line - b.line);
}

function failedAlone({ line, sourceUserId }: Submission['users'][number]): RejectedUser {
    return { line, sourceUserId, codes: ['JOB_FAILED'] };
}

function hopeless(batch: Batch, why: string | undefined): MigrationError {
    return new MigrationError(
        'IMPORT_JOB_FAILED',
        `The import jobs of batch ${batch.number} fail no matter which users are in them${why === undefined ? '' : ` (${redact(why)})`}. Check the target ` +
            'connection and the tenant logs, then run again: users that are already in the target are not sent again.',
        { retryable: true },
    );
}
