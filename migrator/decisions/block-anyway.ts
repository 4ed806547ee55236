import { digestFields } from '../identity/field-digests.ts';
import { isPlausible } from '../identity/is-plausible.ts';
import { seenUserOf } from '../identity/seen-user.ts';
import { noVersion } from '../identity/source-digest.ts';
import type { TargetUser } from '../identity/target-users.ts';
import type { UserRecord } from '../records/user-record.ts';
import { type FieldDigests, LEDGER_FIELDS, type LedgerField, type LedgerRecord } from '../run-store/ledger.ts';
import type { DecidedUser } from '../users/decided-user.ts';
import type { Exclusion } from '../users/user-fate.ts';
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
 * Excludes a moved user, whose block follows the source's all the same: the user is blocked in the target, or no longer.
 *
 * People can bring about their own exclusion: by an edit on both sides, or by signing up in the target with their new address. That
 * must not keep them unblocked, nor shut out whom the source lets in again. The rest of the user waits, so the ledger does not learn that
 * this version of the source was taken.
 *
 * @param move - undefined where the block is left as it is
 */
export function excludeMoved(
    { line, sourceUserId }: UserKey,
    { exclusion, dropped, isBlocked }: MovedExclusion,
    move: ExcludedMove | undefined,
    { target, ledger }: BlockContext,
): DecidedUser {
    const due = move === undefined ? undefined : dueBlock(move, target);
    const block = isBlocked ? 'blocked' : due === false ? 'unblocked' : '';
    const excluded = exclude(line, sourceUserId, exclusion, dropped, block);
    if (move === undefined || due === undefined) return excluded;
    const { counterpart, base, kept, owed } = move;
    const digest = (text: string) => ledger.digest(text);
    const written = digestFields({ blocked: due }, digest)[BLOCKED_AT] ?? 0;
    return {
        ...excluded,
        record: JSON.stringify({ blocked: due }),
        source: noVersion(digest),
        fields: base.map((before, at) => (at === BLOCKED_AT ? written : before)),
        written: [...owed, 'blocked'],
        kept,
        targetUserId: counterpart.userId,
        seen: seenUserOf(counterpart.profile, digest),
        notices: [due ? 'BLOCKED_THOUGH_EXCLUDED' : 'UNBLOCKED_THOUGH_EXCLUDED'],
    };
}

/** Why a moved user is excluded. */
export interface MovedExclusion {
    readonly exclusion: Exclusion;
    /** Profile fields that no import can carry. */
    readonly dropped: readonly string[];
    /** Whether the source has blocked the user, as far as anybody knows. */
    readonly isBlocked: boolean;
}

// Whether an excluded user is to be blocked, or let in again; undefined where neither is due.
function dueBlock(
    { user, counterpart, base, kept }: ExcludedMove,
    target: DecideContext['target'],
): boolean | undefined {
    const { profile, userId, isLinked } = counterpart;
    const [wanted, there] = [user['blocked'] === true, profile['blocked'] === true];
    // What the target has done since is its own.
    const isDue = wanted !== there && there === (base[BLOCKED_AT] !== 0);
    // An account that was there before may be unblocked by its own right, and a call by ID must hit nobody else.
    const mayNot = kept.includes('blocked') || isLinked || target.isIdShared(userId);
    return isDue && !mayNot ? wanted : undefined;
}

/**
 * Excludes a moved user of whom there is no record that Auth0 would take; its block follows the source's all the same.
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
    // A file may be numbered anew, and then another person has the ID.
    const isSure = context.sourceConnection !== undefined || isPlausible(sourceUserId, user, counterpart.profile);
    const mayFollow = known !== undefined && isBlocked !== undefined && isSure;
    return excludeMoved(
        { line, sourceUserId },
        { exclusion: refused, dropped, isBlocked: isBlocked === true },
        mayFollow ? { ...move, user: { blocked: isBlocked }, base: known.fields, kept: known.kept } : undefined,
        context,
    );
}
