import type { CheckedDefinition } from '../definition.ts';
import { type DigestFunction, isSameDigest } from '../records/digest.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { LedgerRecord } from '../run-store/ledger.ts';
import type { SubmissionState } from '../run-store/run-state.ts';
import { agreeInOne, digestFields } from './field-digests.ts';
import { isPlausible } from './is-plausible.ts';
import { evidenceOf, evidencePathOf } from './remembered-id.ts';
import type { TargetUser } from './target-users.ts';
import { createdWithin, lastWrittenAtOf } from './written-at.ts';

const IDENTIFIERS = ['email', 'username', 'phone_number'] as const;

/** Whom the ledger knows, and what is asked about an account that was found for it. */
interface Question {
    readonly userIds: CheckedDefinition['userIds'];
    readonly sourceUserId: string;
    /** As the source has the user now. */
    readonly profile: UserRecord;
    readonly known: LedgerRecord;
    /** The user's last one. */
    readonly submission: SubmissionState | undefined;
    readonly digest: DigestFunction;
}

/**
 * Tells whether an account that has the ID of a user of the ledger is another person's: somebody has deleted the user's account and made another
 * one with the ID, or the ID was taken before the user's import.
 *
 * The account is the user's if it is the one that the ledger knows, and is not younger than what this migration wrote last; if it remembers the user;
 * or if something else of the user agrees.
 */
export function isAnotherAccount(
    user: TargetUser,
    { userIds, sourceUserId, profile, known, submission, digest }: Question,
): boolean {
    // Whose profile that is says nothing about the identity in it.
    if (user.isLinked) return false;
    const isLedgers = known.targetId !== undefined && isSameDigest(digest(user.ownId), known.targetId);
    const created = createdWithin(submission);
    const createdAt = Date.parse(String(user.profile['created_at']));
    const lastWrittenAt = lastWrittenAtOf(known, submission);
    if (isLedgers && (lastWrittenAt === undefined || createdAt <= lastWrittenAt)) return false;
    const isOfItsJob = created !== undefined && createdAt >= created.from && createdAt <= created.until;
    if (known.targetId === undefined && isOfItsJob) return false;
    const path = evidencePathOf(userIds);
    if (path !== undefined && evidenceOf(user.profile, path) === sourceUserId) return false;
    const isAsSent = agreeInOne(IDENTIFIERS, digestFields(user.profile, digest), known.fields);
    return !isAsSent && !isPlausible(isLedgers ? user.ownId : sourceUserId, profile, user.profile);
}
