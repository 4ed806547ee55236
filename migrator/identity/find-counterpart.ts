import type { CheckedDefinition } from '../definition.ts';
import type { LedgerRecord } from '../run-store/ledger.ts';
import { evidencePathOf } from './remembered-id.ts';
import type { TargetUser, TargetUsers } from './target-users.ts';
import { mapUserId, withDatabasePrefix } from './user-id.ts';

/** What a user without evidence was sent as, and when. */
export interface SentUser {
    /** The digest of its address, as the ledger keeps it: the source may have given the user another one since. */
    readonly email: number;
    /** Between when and when it can have been created, in milliseconds since the Unix epoch. */
    readonly from: number;
    readonly until: number;
    /** Whether Auth0 has created everybody of its submission whom it did not refuse. */
    readonly areAllCreated: boolean;
    /** Tells whether a user of the target, who has the address, was created in this time and is not linked, is this one. */
    isIt(user: TargetUser): boolean;
}

/**
 * Finds who in the target is the same person as a user of the source.
 *
 * By identity, in this order: the target ID that the ledger knows; the ID that the policy gives; the source ID that the target's
 * `app_metadata` remembers. An equal address proves nothing, with two exceptions: where the definition remembers nothing, a user that
 * this migration sent is the one that has the address which was sent, was created while its job worked, and has what was sent
 * (`sentUserOf`), since anybody may sign up with the address meanwhile; and a user who was linked before an export has shown it is known by
 * the address alone, where Auth0 has created it: the link has taken its metadata away.
 *
 * @param sourceUserId - the full ID in the source
 * @param known - what the ledger knows of the user
 * @param sent - what was sent; only where the ledger knows the user
 * @returns undefined where the target has no such user
 */
export function findCounterpart(
    target: TargetUsers,
    userIds: CheckedDefinition['userIds'],
    sourceUserId: string,
    known: LedgerRecord | undefined,
    sent?: SentUser,
): TargetUser | undefined {
    if (known?.targetId !== undefined) {
        const byLedger = target.byIdDigest(known.targetId);
        if (byLedger !== undefined) return byLedger;
    }
    if (userIds.policy === 'regenerate') {
        const byMemory = target.byRememberedId(sourceUserId);
        if (byMemory !== undefined || known === undefined || sent === undefined) return byMemory;
        if (known.status === 'verified' || known.status === 'deleted') return undefined;
        const remembers = evidencePathOf(userIds) !== undefined;
        return target.byEmailDigest(sent.email).find((holder) => {
            // Its profile, its metadata and the time of its creation are those of the user to which it is linked.
            if (holder.isLinked) return sent.areAllCreated;
            const createdAt = Date.parse(String(holder.profile['created_at']));
            return !remembers && createdAt >= sent.from && createdAt <= sent.until && sent.isIt(holder);
        });
    }
    const mapping = mapUserId(sourceUserId, userIds);
    const byPolicy =
        'refused' in mapping || mapping.userId === undefined
            ? undefined
            : target.byId(withDatabasePrefix(mapping.userId));
    return byPolicy ?? target.byRememberedId(sourceUserId);
}
