import type { JsonObject } from '../entities.ts';
import { ApiError, invalidBody } from '../errors.ts';
import { requirePayload } from '../payload.ts';
import type { TenantStore } from '../store.ts';
import type { Role } from './role.ts';

/**
 * Finds a role.
 *
 * @throws {ApiError} 404 without a code, as recorded
 */
export function requireRole(store: TenantStore, id: string): Role {
    const role = store.roles.get(id);
    if (role === undefined) throw new ApiError(404, 'The role does not exist.');
    return role;
}

/**
 * Reads the body of a call that gives or takes roles.
 *
 * @throws {ApiError} 400 when one of them doesn't exist
 */
export function readRoles(store: TenantStore, body: unknown): Role[] {
    const { roles: ids } = requirePayload(
        {
            additionalProperties: false,
            required: ['roles'],
            properties: { roles: { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } } },
        },
        body,
    ) as { roles: string[] };
    return [...new Set(ids)].map((id) => {
        const role = store.roles.get(id);
        if (role === undefined) throw invalidBody('One or more of the roles do not exist.');
        return role;
    });
}

/** Orders what has a name by it, as all of Auth0's lists of roles are (recorded). */
export function byName(one: { name: string }, other: { name: string }): number {
    return one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
}

/** Shows a role. */
export function formatRole({ id, name, description }: Role): JsonObject {
    return { id, name, description: description ?? '' };
}
