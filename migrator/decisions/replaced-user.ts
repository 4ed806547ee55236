import type { TargetUsers } from '../identity/target-users.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { Exclusion } from '../users/user-fate.ts';
import { deletionOf } from '../users/user-to-delete.ts';

/**
 * Gives the target as it counts for a user that takes its ID along: the user of the source itself is in nobody's way, and neither is a copy of it
 * that an earlier attempt has left.
 */
export function withoutOwnCopy(target: TargetUsers, sourceUserId: string): TargetUsers {
    const another = (holder: ReturnType<TargetUsers['byEmail']>) =>
        holder?.userId === sourceUserId ? undefined : holder;
    return {
        users: target.users,
        byId: (id) => another(target.byId(id)),
        byIdDigest: (digest) => another(target.byIdDigest(digest)),
        byRememberedId: (id) => another(target.byRememberedId(id)),
        byEmail: (email) => another(target.byEmail(email)),
        byEmailDigest: (digest) => target.byEmailDigest(digest).filter(({ userId }) => userId !== sourceUserId),
        byUsername: (username) => another(target.byUsername(username)),
        byPhoneNumber: (phoneNumber) => another(target.byPhoneNumber(phoneNumber)),
        connectionOfId: (id) => (id === sourceUserId ? undefined : target.connectionOfId(id)),
        isIdShared: (id) => target.isIdShared(id),
        isIdOfStranger: (id) => target.isIdOfStranger(id),
        isElsewhere: (user) => target.isElsewhere(user),
        isDoubled: (email, id) => target.isDoubled(email, id),
    };
}

/**
 * Says why a user of the source cannot be deleted, so that it must not be copied with its ID either.
 *
 * @returns undefined for one that can be
 */
export function whyNotReplaced(
    profile: UserRecord,
    sourceUserId: string,
    { target, targetConnection }: { readonly target: TargetUsers; readonly targetConnection: string },
): Exclusion | undefined {
    if (target.isIdOfStranger(sourceUserId)) {
        return {
            reason: 'USER_ID_IN_ANOTHER_CONNECTION',
            detail: `a connection other than the source has a user with this ID, and ${targetConnection} would have another`,
        };
    }
    if (deletionOf(sourceUserId, profile).email === undefined) {
        return { reason: 'WITHOUT_EMAIL', detail: 'the only safe delete in the source is by `email`' };
    }
    const { identities } = profile;
    if (!Array.isArray(identities) || identities.length !== 1) {
        return { reason: 'LINKED_IN_SOURCE', detail: 'a delete in the source would take the linked identities too' };
    }
    return undefined;
}
