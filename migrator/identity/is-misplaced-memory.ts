import type { UserRecord } from '../records/user-record.ts';
import { agreesInIdentifiers, agreesInNames } from './is-plausible.ts';
import type { TargetUser, TargetUsers } from './target-users.ts';

/**
 * Tells whether an account that remembers a user is another person's, to whom somebody has copied the memory, as a script over `app_metadata` may.
 *
 * Nothing of the user is at the account, and another account has the user's address and a name or the metadata. Only asked where the ledger does
 * not know who the user is in the target.
 *
 * @param record - the user as it would be sent, or as the source has it
 */
export function isMisplacedMemory(
    record: UserRecord,
    { profile, userId }: TargetUser,
    target: Pick<TargetUsers, 'byEmail'>,
): boolean {
    if (agreesInIdentifiers(record, profile) || agreesInNames(record, profile)) return false;
    const { email } = record;
    const holder = typeof email === 'string' ? target.byEmail(email) : undefined;
    return holder !== undefined && holder.userId !== userId && agreesInNames(record, holder.profile);
}
