import { type DigestFunction, isSameDigest } from '../records/digest.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { LedgerField, LedgerRecord } from '../run-store/ledger.ts';
import { agreeInOne, digestFields } from './field-digests.ts';
import { isPlausible, isUniqueId } from './is-plausible.ts';
import { digestSource } from './source-digest.ts';
import type { TargetUser } from './target-users.ts';

/** Files have times of all kinds; only these are the same moment everywhere. */
const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/;
/** The clocks of a tenant and of this machine differ by less. */
const CLOCKS_MS = 5 * 60_000;

/** If one of these is as it was sent, the account may be gone, but the person is the same. */
const TELLING: readonly LedgerField[] = ['email', 'username', 'phone_number', 'name', 'given_name', 'family_name'];

/**
 * Tells whether the source has given the ID of a user of the ledger to another person, as a database does that was restored from a backup: the
 * user was created after the snapshot by which this migration wrote it last, and nothing of it matches the account, or what was sent.
 *
 * @param account - of the user in the target; undefined where it is gone
 * @param profile - as the source has the user now
 * @param seenAt - when the source was as the user was written last, by `sourceSeenAtOf`
 */
export function isGivenAgain(
    account: TargetUser | undefined,
    { sourceUserId, profile }: { readonly sourceUserId: string; readonly profile: UserRecord },
    known: LedgerRecord,
    seenAt: number | undefined,
    digest: DigestFunction,
): boolean {
    const createdAt = String(profile['created_at']);
    if (seenAt === undefined || isUniqueId(sourceUserId) || !MOMENT.test(createdAt)) return false;
    if (Date.parse(createdAt) <= seenAt + CLOCKS_MS) return false;
    if (isSameDigest(known.source, digestSource(profile, digest))) return false;
    if (account !== undefined) return !isPlausible(sourceUserId, profile, account.profile);
    return !agreeInOne(TELLING, digestFields(profile, digest), known.fields);
}
