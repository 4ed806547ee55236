import type { Job, JobError } from '../tenant/tenant.ts';
import type { Batch } from './batch.ts';
import { emailKey } from './import-record.ts';
import type { RejectedUser } from './rejected-user.ts';
import type { PlannedUser } from './user-fate.ts';

/**
 * Matches what Auth0 says of the refused users of a job with the users of its batch.
 *
 * Auth0 gives the record back as it was submitted, so the e-mail address finds the user. Whatever it counts as failed and
 * does not name cannot be told apart from the imported ones here; it is found by the verify stage, which looks for everyone.
 *
 * @param errors - the errors of the job; empty when it failed as a whole without a word
 * @returns in source order; all users of a job that failed as a whole and named nobody, with the code `JOB_FAILED`
 */
export function rejectedUsersOf(
    batch: Pick<Batch, 'users'>,
    job: Job,
    errors: readonly JobError[],
): readonly RejectedUser[] {
    const codes = new Map<string, string[]>();
    for (const { user, errors: reasons } of errors) {
        const email = user['email'];
        if (typeof email !== 'string') continue;
        const known = codes.get(emailKey(email)) ?? [];
        known.push(...reasons.map(({ code }) => code));
        codes.set(emailKey(email), known);
    }
    if (job.status === 'failed' && codes.size === 0) {
        return batch.users.map((user) => rejected(user, ['JOB_FAILED']));
    }
    return batch.users.flatMap((user) => {
        const reasons = codes.get(emailKey(user.user.email));
        return reasons === undefined ? [] : [rejected(user, [...new Set(reasons)])];
    });
}

function rejected(user: PlannedUser, codes: readonly string[]): RejectedUser {
    return { line: user.line, sourceUserId: user.sourceUserId, codes };
}
