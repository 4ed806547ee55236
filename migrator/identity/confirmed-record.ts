import type { LedgerRecord } from '../run-store/ledger.ts';
import type { SubmissionState } from '../run-store/run-state.ts';

/**
 * Gives what the ledger knows of a user, as far as it tells who that is in the target.
 *
 * A record is made before its request leaves. It says nothing of the target where Auth0 refused the user, or where an account that only
 * has the user's address was to be updated and perhaps never was, because the request was lost or its job failed: then the definition
 * decides about that account as if for the first time.
 *
 * @param submission - the user's last one
 */
export function confirmedRecord(
    known: LedgerRecord | undefined,
    submission: SubmissionState | undefined,
): LedgerRecord | undefined {
    if (known === undefined || known.status === 'refused') return undefined;
    const isInDoubt = submission?.jobId === undefined || submission.failed === true;
    return known.status === 'sent' && submission?.upsert === true && isInDoubt ? undefined : known;
}
