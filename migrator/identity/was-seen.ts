import type { LedgerRecord } from '../run-store/ledger.ts';

/**
 * Tells whether an export of the target has shown a user of this migration there: one who is not there any more was deleted since.
 *
 * The last thing that was done may be an update, which no export has shown yet.
 */
export function wasSeen({ status, isOurs, targetId, writtenAt }: LedgerRecord): boolean {
    if (status === 'verified' || status === 'deleted') return true;
    // An account that is about to become a user has an ID before it is one: it has become one when Auth0 has answered.
    return targetId !== undefined && (isOurs || writtenAt > 0);
}
