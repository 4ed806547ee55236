import type { Connection, Identity, Profile } from '../entities.ts';
import type { UserStore } from '../user-store.ts';

/** Deletes a user: the profile and the identity rows of all its identities. */
export function deleteProfile(users: UserStore, profile: Profile): void {
    for (const identity of profile.identities) users.removeIdentity(identity);
    users.removeProfile(profile);
}

/** Deletes a connection's user, ghost or not: the only delete that can't hit a user with the same ID on another connection. */
export function deleteIdentity(users: UserStore, identity: Identity): void {
    const { profile } = identity;
    if (profile?.identities[0] === identity) {
        deleteProfile(users, profile);
        return;
    }
    users.removeIdentity(identity);
    if (profile === undefined) return;
    // A secondary identity goes; the user that it was linked to stays.
    users.willChange(profile);
    profile.identities.splice(profile.identities.indexOf(identity), 1);
}

/** Deletes up to `limit` of a connection's users and tells whether any are left. */
export function deleteSomeIdentities(users: UserStore, connection: Connection, limit: number): boolean {
    let count = 0;
    for (const identity of connection.identities.byId.values()) {
        if (count === limit) return true;
        deleteIdentity(users, identity);
        count += 1;
    }
    return false;
}
