import type { CheckedDefinition } from '../definition.ts';
import type { LedgerRecord } from '../run-store/ledger.ts';
import type { SubmissionState } from '../run-store/run-state.ts';
import { evidencePathOf } from './remembered-id.ts';

/**
 * Tells whether Auth0 has created a user whom nothing in the target shows: it counted as inserted everybody in the user's job whom it did not
 * refuse, and the target remembers no IDs.
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

/** Tells whether Auth0 has created everybody of a submission whom it did not refuse by name: its summary leaves no room for anybody else. */
export function wereAllCreated(submission: SubmissionState | undefined): boolean {
    if (submission?.summary === undefined || submission.failed === true) return false;
    const { summary, users, refused = 0, lostFactors = 0, isRepeated = false } = submission;
    // A user without its second factors counts as failed, although it was created. After a repeated request a refusal proves nothing: the first
    // one may have created the user.
    return summary.inserted + lostFactors + (isRepeated ? 0 : refused) === users;
}
