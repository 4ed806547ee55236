import { type FieldDigests, LEDGER_FIELDS, type LedgerRecord } from '../run-store/ledger.ts';
import type { TargetUser, TargetUsers } from './target-users.ts';

/**
 * Tells whether an account that was about to become a user did not: the ledger knows that its call was to leave, and nothing shows
 * that it was made.
 *
 * The account shows it by the old ID that it remembers, else by all the values that were to be written.
 *
 * @param remembering - gives the account that remembers the user's ID; undefined where the definition has none remember it
 * @param fieldsOf - digests the fields of an account
 */
export function isNotAdopted(
    target: Pick<TargetUsers, 'byIdDigest'>,
    { status, isOurs, submission, writtenAt, targetId, fields, written }: LedgerRecord,
    remembering: (() => TargetUser | undefined) | undefined,
    fieldsOf: (account: TargetUser) => FieldDigests,
): boolean {
    if (status !== 'sent' || isOurs || submission !== 0 || writtenAt !== 0) return false;
    const account = targetId === undefined ? undefined : target.byIdDigest(targetId);
    if (account === undefined) return true;
    if (remembering !== undefined) return remembering()?.userId !== account.userId;
    const found = fieldsOf(account);
    return LEDGER_FIELDS.some((field, at) => written.includes(field) && fields[at] !== found[at]);
}
