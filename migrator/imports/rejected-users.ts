import { isRecord } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { Job, JobError } from '../tenant/jobs.ts';
import { emailKey } from '../users/email-key.ts';
import { factorKindsOf } from '../users/import-mfa-factors.ts';
import { areOnlyFactorsRefused, type LostFactors } from './lost-factors.ts';
import type { RejectedUser } from './rejected-user.ts';
import type { Submission } from './submission.ts';

/** What Auth0 says of the users of a job that it did not import whole. */
export interface JobRejections {
    readonly rejected: readonly RejectedUser[];
    /** Users that are in the target without the factors that they brought. */
    readonly lostFactors: readonly LostFactors[];
}

/**
 * Matches what Auth0 says of the refused users of a job with the users of its submission.
 *
 * Auth0 gives the record back as it was submitted, so the e-mail address finds the user. Whatever it counts as failed and
 * does not name cannot be told apart from the imported ones here; it is found by the verify stage, which looks for everyone.
 *
 * @param errors - the errors of the job; empty when it failed as a whole without a word
 * @returns in source order; all users of a job that failed as a whole, those that it does not name with the code `JOB_FAILED`
 */
export function rejectionsOf({ users }: Submission, job: Job, errors: readonly JobError[]): JobRejections {
    const codes = new Map<string, string[]>();
    for (const { user, errors: reasons } of errors) {
        const email = emailOf(user);
        if (email === undefined) continue;
        const known = codes.get(email) ?? [];
        known.push(...reasons.map(({ code }) => code));
        codes.set(email, known);
    }
    const rejected: RejectedUser[] = [];
    const lostFactors: LostFactors[] = [];
    if (codes.size === 0 && job.status !== 'failed') return { rejected, lostFactors };
    for (const { line, sourceUserId, record } of users) {
        const user = JSON.parse(record) as UserRecord;
        const reasons = codes.get(emailOf(user) ?? '');
        if (reasons !== undefined && areOnlyFactorsRefused(reasons))
            lostFactors.push({ sourceUserId, factors: factorKindsOf(user) });
        else if (reasons !== undefined) rejected.push({ line, sourceUserId, codes: sharedCodes(reasons) });
        else if (job.status === 'failed') rejected.push({ line, sourceUserId, codes: sharedCodes(['JOB_FAILED']) });
    }
    return { rejected, lostFactors };
}

// The same few codes stand beside each of a hundred thousand users.
const lists = new Map<string, readonly string[]>();

function sharedCodes(reasons: readonly string[]): readonly string[] {
    const codes = [...new Set(reasons)];
    const key = codes.join(' ');
    const known = lists.get(key) ?? codes;
    lists.set(key, known);
    return known;
}

function emailOf(user: unknown): string | undefined {
    const email = isRecord(user) ? user['email'] : undefined;
    return typeof email === 'string' ? emailKey(email) : undefined;
}
