import { MigrationError } from '../errors.ts';
import type { Batch } from '../users/batch.ts';
import type { RejectedUser } from '../users/rejected-user.ts';
import type { PlannedUser } from '../users/user-fate.ts';
import type { ImportContext } from './import-context.ts';
import { journaledPart } from './journaled-part.ts';
import { partOf } from './part.ts';

/** So many failures and no success: it is not about a user. */
const HOPELESS_JOBS = 4;

/**
 * Finds the users whose records make a job fail as a whole, by sending halves of halves; everybody else is imported.
 *
 * @param why - what Auth0 said of the failed job
 * @returns the users that failed alone, with the code `JOB_FAILED`, and those that Auth0 refused by name
 * @throws {MigrationError} `IMPORT_JOB_FAILED` (retryable) when jobs fail whoever is in them
 */
export async function isolateFailure(
    context: ImportContext,
    batch: Batch,
    why: string | undefined,
): Promise<readonly RejectedUser[]> {
    const rejected: RejectedUser[] = [];
    let failures = 0;
    let successes = 0;
    const send = async (users: readonly PlannedUser[], name: string): Promise<void> => {
        const outcome = await journaledPart(context, partOf(batch, name, users));
        rejected.push(...outcome.rejected.filter(({ codes }) => !codes.includes('JOB_FAILED')));
        if (!outcome.failedAsWhole) {
            successes += 1;
            return;
        }
        failures += 1;
        if (successes === 0 && failures === HOPELESS_JOBS && batch.users.length > HOPELESS_JOBS)
            throw hopeless(batch, why);
        const [only] = users;
        if (users.length === 1 && only !== undefined) rejected.push(failedAlone(only));
        else await split(users, name);
    };
    const split = async (users: readonly PlannedUser[], name: string): Promise<void> => {
        const middle = Math.ceil(users.length / 2);
        await send(users.slice(0, middle), `${name}0`);
        if (users.length > 1) await send(users.slice(middle), `${name}1`);
    };
    const [only] = batch.users;
    if (batch.users.length === 1 && only !== undefined) return [failedAlone(only)];
    await split(batch.users, '');
    return rejected.sort((a, b) => a.line - b.line);
}

function failedAlone({ line, sourceUserId }: PlannedUser): RejectedUser {
    return { line, sourceUserId, codes: ['JOB_FAILED'] };
}

function hopeless(batch: Batch, why: string | undefined): MigrationError {
    return new MigrationError(
        'IMPORT_JOB_FAILED',
        `The import jobs of batch ${batch.number} fail whoever is in them${why === undefined ? '' : ` (${why})`}. Look at the target ` +
            'connection and the tenant logs, then run again: finished batches are skipped.',
        { retryable: true },
    );
}
