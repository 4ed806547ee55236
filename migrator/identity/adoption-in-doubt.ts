import type { LedgerRecord } from '../run-store/ledger.ts';
import type { TargetUsers } from './target-users.ts';

/**
 * Tells whether an account that was about to become a user did not: the ledger knows that its call was to leave, and the account does not
 * remember the user's ID, which the call was to write.
 */
export function isNotAdopted(
    target: Pick<TargetUsers, 'byIdDigest' | 'byRememberedId'>,
    sourceUserId: string,
    { status, isOurs, submission, writtenAt, targetId }: LedgerRecord,
): boolean {
    if (status !== 'sent' || isOurs || submission !== 0 || writtenAt !== 0) return false;
    const account = targetId === undefined ? undefined : target.byIdDigest(targetId);
    return account === undefined || target.byRememberedId(sourceUserId)?.userId !== account.userId;
}
