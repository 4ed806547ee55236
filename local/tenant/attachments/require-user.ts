import type { JsonObject, Profile } from '../entities.ts';
import { ApiError, inexistentUser } from '../errors.ts';
import { formatUser } from '../formatters.ts';
import type { TenantStore } from '../store.ts';

/**
 * Finds the user that a call by ID acts on: with one ID on two connections, the older.
 *
 * @throws {ApiError} 404 `inexistent_user`
 */
export function requireUser(store: TenantStore, userId: string): Profile {
    const [profile] = store.users.profilesWithId(userId);
    if (profile === undefined) throw inexistentUser();
    return profile;
}

/** Makes sure that everyone in a list exists; nothing is written when someone doesn't. */
export function requireUsers(store: TenantStore, userIds: readonly string[], statusCode: 400 | 404): void {
    if (userIds.some((userId) => store.users.profilesWithId(userId).length === 0))
        throw new ApiError(statusCode, 'One or more of the users do not exist.', 'inexistent_user');
}

/** Shows a user in the list of a role or of an organization. */
export function formatMember(store: TenantStore, userId: string): JsonObject {
    const [profile] = store.users.profilesWithId(userId);
    if (profile === undefined) return { user_id: userId };
    const { email, picture, name } = formatUser(profile);
    return { user_id: userId, ...(email !== undefined && { email }), picture, ...(name !== undefined && { name }) };
}
