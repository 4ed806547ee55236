import type { CheckedDefinition } from '../definition.ts';
import { agreesInNames, isPlausible, isUniqueId } from '../identity/is-plausible.ts';
import { evidenceOf, evidencePathOf } from '../identity/remembered-id.ts';
import type { TargetUser, TargetUsers } from '../identity/target-users.ts';
import type { SentRecord } from '../users/user-fate.ts';
import type { DecideContext } from './decide-context.ts';

/**
 * Tells whether a user's ID has become that of another user who was moved, as in a file whose lines were numbered anew.
 *
 * Nothing of the record matches the user's own account, and another user's account has its address and a name or the metadata.
 *
 * @param counterpart - the account of the user who had the ID
 */
export function isRenumbered(
    sourceUserId: string,
    user: SentRecord,
    counterpart: TargetUser,
    { target, definition }: { readonly target: TargetUsers; readonly definition: CheckedDefinition },
): boolean {
    if (isPlausible(sourceUserId, user, counterpart.profile)) return false;
    const holder = target.byEmail(user.email);
    if (holder === undefined || holder.userId === counterpart.userId || !isOfAnother(holder, sourceUserId, definition))
        return false;
    return agreesInNames(user, holder.profile) && !agreesInNames(user, counterpart.profile);
}

/**
 * Tells whether a user's ID has become that of somebody new: nothing of the record matches the user's own account, and the source has that
 * account's user under a new ID.
 *
 * @param counterpart - the account of the user who had the ID
 */
export function isGivenToNewcomer(
    sourceUserId: string,
    user: SentRecord,
    { profile }: TargetUser,
    { hasNewId }: Pick<DecideContext, 'hasNewId'>,
): boolean {
    if (hasNewId === undefined || isPlausible(sourceUserId, user, profile) || agreesInNames(user, profile))
        return false;
    return hasNewId(profile);
}

// People who sign up get an ID that Auth0 makes, and nothing remembers them.
function isOfAnother({ profile, userId }: TargetUser, sourceUserId: string, { userIds }: CheckedDefinition): boolean {
    if (userIds.policy !== 'regenerate') return !isUniqueId(userId);
    const path = evidencePathOf(userIds);
    if (path === undefined) return true;
    const remembered = evidenceOf(profile, path);
    return remembered !== undefined && remembered !== sourceUserId;
}
