import { ApiError } from '../errors.ts';
import { MAX_ROLES_PER_USER } from '../limits.ts';
import type { TenantStore } from '../store.ts';
import type { Role } from './role.ts';

/**
 * Gives roles to a user, all or none.
 *
 * @throws {ApiError} 400 beyond the limit of roles per user
 */
export function giveRoles(store: TenantStore, userId: string, given: readonly Role[], nowMs: number): void {
    const { roles } = store.attachments.of(userId);
    if (new Set([...roles, ...given]).size > MAX_ROLES_PER_USER)
        throw new ApiError(400, 'No more roles can be assigned to this user.', 'operation_not_supported');
    for (const role of given) {
        roles.add(role);
        role.users.add(userId, nowMs);
    }
}
