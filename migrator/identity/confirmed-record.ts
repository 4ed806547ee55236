import type { LedgerRecord } from '../run-store/ledger.ts';
import type { SubmissionState } from '../run-store/run-state.ts';

/**
 * Tells whether nothing shows that an update of a user was ever written: its request was lost, its job failed, or Auth0 refused it.
 *
 * The ledger says what was to be written before the request leaves, so such a record says nothing of what the target has.
 *
 * @param submission - the user's last one
 */
export function isUnconfirmed(
    { status, targetId }: Pick<LedgerRecord, 'status' | 'targetId'>,
    submission: Pick<SubmissionState, 'upsert' | 'jobId' | 'failed'> | undefined,
): boolean {
    if (status === 'refused') return targetId !== undefined;
    if (status !== 'sent' || submission?.upsert !== true) return false;
    return submission.jobId === undefined || submission.failed === true;
}

/**
 * Gives what the ledger knows of a user, as far as it tells who that is in the target.
 *
 * A record says nothing of it where Auth0 refused a new user, or where an account that only has the user's address was to be updated and
 * perhaps never was: then the definition decides about that account as if for the first time.
 */
export function confirmedRecord(
    known: LedgerRecord | undefined,
    submission: SubmissionState | undefined,
): LedgerRecord | undefined {
    if (known === undefined) return undefined;
    if (known.status === 'refused' && known.targetId === undefined) return undefined;
    return !known.isOurs && isUnconfirmed(known, submission) ? undefined : known;
}
