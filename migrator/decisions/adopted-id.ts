import type { CheckedDefinition } from '../definition.ts';
import {
    evidenceOf,
    evidencePathOf,
    idBeforeLogin,
    inTheWayOfId,
    withIdBeforeLogin,
    withRememberedId,
} from '../identity/remembered-id.ts';
import type { TargetUser } from '../identity/target-users.ts';
import { isRecord } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { LedgerRecord } from '../run-store/ledger.ts';
import type { Exclusion, SentRecord } from '../users/user-fate.ts';

type UserIds = CheckedDefinition['userIds'];

/**
 * Has a record remember its user's ID, where the user is to have an account that was there before, with another ID.
 *
 * Without it, a run that has lost its folder would see a stranger, and give the account to the next person who has the address.
 *
 * @param user - the user as it would be sent; `regenerate` has it remember its ID already
 * @param sourceUserId - the full ID in the source
 * @returns the record, or why the ID finds no room
 */
export function rememberAdopted(user: SentRecord, sourceUserId: string, userIds: UserIds): SentRecord | Exclusion {
    const path = evidencePathOf(userIds);
    if (userIds.policy === 'regenerate' || path === undefined) return user;
    const refused = whyNoRoom(user, path);
    return refused ?? (withRememberedId(user, path, sourceUserId) as SentRecord);
}

/**
 * Does it for a user who was moved, if its account is one that was there before (the ledger knows, or the account does), or was made by a login.
 *
 * @param known - undefined where the ledger knows nothing
 */
export function rememberIfAdopted(
    user: SentRecord,
    sourceUserId: string,
    { profile }: TargetUser,
    known: Pick<LedgerRecord, 'isOurs'> | undefined,
    userIds: UserIds,
): SentRecord | Exclusion {
    const isAdopted = known?.isOurs === false || remembers(profile, sourceUserId, userIds);
    if (isAdopted) return rememberAdopted(user, sourceUserId, userIds);
    return idBeforeLogin(profile) === sourceUserId && isRecord(user['app_metadata'] ?? {})
        ? (withIdBeforeLogin(user, sourceUserId) as SentRecord)
        : user;
}

/** Tells whether an account of the target says that it is a user of the source. */
export function remembers(profile: UserRecord, sourceUserId: string, userIds: UserIds): boolean {
    const path = evidencePathOf(userIds);
    return path !== undefined && evidenceOf(profile, path) === sourceUserId;
}

/** Says why a record has no room for its user's ID, at a place in its metadata. */
export function whyNoRoom(user: UserRecord, path: string): Exclusion | undefined {
    const inTheWay = inTheWayOfId(user, path);
    if (inTheWay === undefined) return undefined;
    const [field = ''] = path.split('.');
    // Metadata that is no object is refused under every policy, and by the same name.
    const isWrongType = !isRecord(user[field] ?? {});
    return {
        reason: isWrongType ? 'WRONG_TYPE' : 'ID_POLICY_REFUSED',
        detail: `${inTheWay}, where the old ID is to be remembered`,
    };
}
