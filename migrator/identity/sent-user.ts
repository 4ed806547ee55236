import { LEDGER_FIELDS, type LedgerRecord } from '../run-store/ledger.ts';
import type { SubmissionState } from '../run-store/run-state.ts';
import type { SentUser } from './find-counterpart.ts';
import type { TargetUser } from './target-users.ts';
import { createdWithin } from './written-at.ts';

/**
 * Gives what tells a user that was sent from others who have the address.
 *
 * @param submission - the user's last one
 * @param isAsSent - tells whether a user of the target has all that was sent
 * @returns undefined where the user was not sent in a submission
 */
export function sentUserOf(
    known: LedgerRecord | undefined,
    submission: SubmissionState | undefined,
    isAsSent: (user: TargetUser, known: LedgerRecord) => boolean,
): SentUser | undefined {
    const created = createdWithin(submission);
    if (known === undefined || created === undefined) return undefined;
    const email = known.fields[LEDGER_FIELDS.indexOf('email')] ?? 0;
    return { email, ...created, isAsSent: (user) => isAsSent(user, known) };
}
