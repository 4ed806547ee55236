import { digestFields } from '../identity/field-digests.ts';
import { seenUserOf } from '../identity/seen-user.ts';
import type { TargetUser, TargetUsers } from '../identity/target-users.ts';
import {
    type FieldDigests,
    LEDGER_FIELDS,
    type Ledger,
    type LedgerField,
    type LedgerRecord,
} from '../run-store/ledger.ts';
import type { DecidedUser } from '../users/decided-user.ts';
import type { SentRecord } from '../users/user-fate.ts';

/** What is known of a moved user that is excluded. */
export interface ExcludedMove {
    /** The record as it would be sent now. */
    readonly user: SentRecord;
    readonly counterpart: TargetUser;
    readonly known: LedgerRecord | undefined;
    /** The fields as they were sent, as far as anybody can know. */
    readonly base: FieldDigests;
    readonly kept: readonly LedgerField[];
    /** Fields that a verification found wrong: a later request still has to write them. */
    readonly owed: readonly LedgerField[];
}

const BLOCKED_AT = LEDGER_FIELDS.indexOf('blocked');

/**
 * Adds to an excluded user that it is blocked in the target all the same, if the source has blocked it since it was moved.
 *
 * People can bring about their own exclusion: by an edit on both sides, or by signing up in the target with their new address. That
 * must not keep them unblocked. The rest of the user waits, so the ledger does not learn that this version of the source was taken.
 */
export function blockAnyway(
    excluded: DecidedUser,
    { user, counterpart, known, base, kept, owed }: ExcludedMove,
    { target, ledger }: { readonly target: TargetUsers; readonly ledger: Pick<Ledger, 'digest'> },
): DecidedUser {
    const { profile, userId, isLinked } = counterpart;
    const isDue = user['blocked'] === true && profile['blocked'] !== true && base[BLOCKED_AT] === 0;
    // An account that was there before may be unblocked by its own right, and a call by ID must hit nobody else.
    if (!isDue || kept.includes('blocked') || isLinked || target.isIdShared(userId)) return excluded;
    const digest = (text: string) => ledger.digest(text);
    const blocked = digestFields({ blocked: true }, digest)[BLOCKED_AT] ?? 0;
    return {
        ...excluded,
        record: JSON.stringify({ blocked: true }),
        source: known?.source ?? digest(''),
        fields: base.map((before, at) => (at === BLOCKED_AT ? blocked : before)),
        written: [...owed, 'blocked'],
        kept,
        targetUserId: userId,
        seen: seenUserOf(profile, digest),
        notices: ['BLOCKED_THOUGH_EXCLUDED'],
    };
}
