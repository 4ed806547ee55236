import type { StayReason } from '../decommission/staying-users.ts';
import { differingFields } from '../identity/differing-fields.ts';
import { digestFields } from '../identity/field-digests.ts';
import type { TargetUser } from '../identity/target-users.ts';
import { wasTouched } from '../identity/was-touched.ts';
import { writtenAtOf } from '../identity/written-at.ts';
import { type DigestFunction, isSameDigest } from '../records/digest.ts';
import { isCreatedByRun, type LedgerRecord } from '../run-store/ledger.ts';
import type { SubmissionState } from '../run-store/run-state.ts';

/**
 * Says why a user of the target is not one that a run created and that nobody has changed or logged in as since.
 *
 * @param submission - the user's last one
 * @returns undefined for one that is
 */
export function whyKept(
    known: LedgerRecord,
    submission: SubmissionState | undefined,
    { profile, userId, isLinked }: TargetUser,
    digest: DigestFunction,
): StayReason | undefined {
    const { logins_count: logins, last_password_reset: passwordSetAt, created_at: createdAt } = profile;
    // Somebody may have deleted the user and made it again, with everything that it had.
    const isMadeAgain = known.targetId !== undefined && !isLinked && !isSameDigest(known.targetId, digest(userId));
    if (!isCreatedByRun(known) || isMadeAgain) return 'NOT_CREATED_BY_RUN';
    if (isLinked) return 'LINKED';
    // What was written later hides an edit, but neither a login nor a new password.
    const isUsed =
        Number(logins ?? 0) > 0 ||
        Date.parse(String(passwordSetAt)) > Date.parse(String(createdAt)) ||
        wasTouched(profile, writtenAtOf(known, submission));
    return isUsed || differingFields(known.fields, digestFields(profile, digest)).length > 0
        ? 'CHANGED_SINCE'
        : undefined;
}
