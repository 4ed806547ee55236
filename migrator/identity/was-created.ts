import type { CheckedDefinition } from '../definition.ts';
import type { LedgerRecord } from '../run-store/ledger.ts';
import type { SubmissionState } from '../run-store/run-state.ts';
import { evidencePathOf } from './remembered-id.ts';

/**
 * Tells whether Auth0 has created a user whom nothing in the target shows: it counted everybody of the user's job as inserted, and the target
 * remembers no IDs.
 *
 * Such a user was deleted since, or has another address. A user who is sent again would have two accounts.
 *
 * @param submission - the user's last one
 */
export function wasCreated(
    { status, isOurs }: LedgerRecord,
    submission: SubmissionState | undefined,
    userIds: CheckedDefinition['userIds'],
): boolean {
    if (userIds.policy !== 'regenerate' || evidencePathOf(userIds) !== undefined) return false;
    return status === 'sent' && isOurs && wereAllCreated(submission);
}

/** Tells whether Auth0 has counted everybody of a submission as inserted. */
export function wereAllCreated(submission: SubmissionState | undefined): boolean {
    return submission !== undefined && submission.summary?.inserted === submission.users;
}
