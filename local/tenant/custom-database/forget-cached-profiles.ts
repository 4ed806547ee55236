import type { Connection } from '../entities.ts';
import type { UserStore } from '../user-store.ts';

/**
 * Drops the profiles that logins without import mode had left, when import mode is turned on. Their identity rows stay: Auth0 answers
 * `DUPLICATED_USER` when these users are imported then, with `upsert` too.
 *
 * @see https://community.auth0.com/t/90646 (read 2026-08-20)
 */
export function forgetCachedProfiles(users: UserStore, connection: Connection): void {
    for (const identity of connection.identities.byId.values()) {
        const { profile, password } = identity;
        if (password !== undefined || profile === undefined || profile.identities.length > 1) continue;
        users.willChangeIdentity(identity);
        users.removeProfile(profile);
        identity.profile = undefined;
    }
}
