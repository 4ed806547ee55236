import { digestFields } from '../identity/field-digests.ts';
import { isPlausible } from '../identity/is-plausible.ts';
import { seenUserOf } from '../identity/seen-user.ts';
import { noVersion } from '../identity/source-digest.ts';
import type { TargetUser } from '../identity/target-users.ts';
import type { UserRecord } from '../records/user-record.ts';
import { type FieldDigests, LEDGER_FIELDS, type LedgerField, type LedgerRecord } from '../run-store/ledger.ts';
import type { DecidedUser } from '../users/decided-user.ts';
import type { DecideContext, UserKey } from './decide-context.ts';
import { exclude } from './decided-as.ts';
import type { RefusedRecord } from './make-record.ts';

/** What is known of a moved user that is excluded. */
export interface ExcludedMove {
    /** The record as it would be sent now. */
    readonly user: UserRecord;
    readonly counterpart: TargetUser;
    /** The fields as they were sent, as far as anybody can know. */
    readonly base: FieldDigests;
    readonly kept: readonly LedgerField[];
    /** Fields that a verification found wrong: a later request still has to write them. */
    readonly owed: readonly LedgerField[];
}

/** What a block asks about the world. */
type BlockContext = Pick<DecideContext, 'target' | 'ledger'>;

const BLOCKED_AT = LEDGER_FIELDS.indexOf('blocked');

/**
 * Adds to an excluded user that it is blocked in the target all the same, if the source has blocked it since it was moved.
 *
 * People can bring about their own exclusion: by an edit on both sides, or by signing up in the target with their new address. That
 * must not keep them unblocked. The rest of the user waits, so the ledger does not learn that this version of the source was taken.
 */
export function blockAnyway(
    excluded: DecidedUser,
    { user, counterpart, base, kept, owed }: ExcludedMove,
    { target, ledger }: BlockContext,
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
        source: noVersion(digest),
        fields: base.map((before, at) => (at === BLOCKED_AT ? blocked : before)),
        written: [...owed, 'blocked'],
        kept,
        targetUserId: userId,
        seen: seenUserOf(profile, digest),
        notices: ['BLOCKED_THOUGH_EXCLUDED'],
    };
}

/**
 * Excludes a moved user of whom there is no record that Auth0 would take, and blocks it in the target all the same.
 *
 * People can bring that about as well: they write their own metadata.
 *
 * @param move - with the profile of the source instead of a record, and what the ledger knows of the user
 */
export function blockRefused(
    { line, sourceUserId }: UserKey,
    refused: RefusedRecord,
    move: Omit<ExcludedMove, 'base' | 'kept'> & { readonly known: LedgerRecord | undefined },
    context: BlockContext & Pick<DecideContext, 'sourceConnection'>,
): DecidedUser {
    const { isBlocked, dropped } = refused;
    const { known, user, counterpart } = move;
    const excluded = exclude(line, sourceUserId, refused, dropped, isBlocked ? 'blocked' : '');
    if (known === undefined) return excluded;
    // A file may be numbered anew, and then another person has the ID.
    if (context.sourceConnection === undefined && !isPlausible(sourceUserId, user, counterpart.profile))
        return excluded;
    const { fields: base, kept } = known;
    return blockAnyway(excluded, { ...move, user: { blocked: isBlocked }, base, kept }, context);
}
