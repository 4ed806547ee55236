import { ApiError } from '../errors.ts';
import { MAX_PERMISSIONS } from '../limits.ts';
import { requirePayload } from '../payload.ts';
import type { Schema } from '../schema.ts';
import type { TenantStore } from '../store.ts';
import type { Permission, Permissions } from './permissions.ts';
import { scopesOf } from './resource-server.ts';

const PERMISSIONS: Schema = {
    type: 'object',
    additionalProperties: false,
    required: ['permissions'],
    properties: {
        permissions: {
            type: 'array',
            items: {
                type: 'object',
                additionalProperties: false,
                required: ['resource_server_identifier', 'permission_name'],
                properties: {
                    resource_server_identifier: { type: 'string', minLength: 1 },
                    permission_name: { type: 'string', minLength: 1 },
                },
            },
        },
    },
};

/** Reads the body of a call that gives or takes permissions. */
export function readPermissions(body: unknown): Permission[] {
    return (requirePayload(PERMISSIONS, body) as unknown as { permissions: Permission[] }).permissions;
}

/**
 * Gives permissions, all or none.
 *
 * @param holder - as the 400 names who has too many: `user` or `role`
 * @throws {ApiError} 404 for an API and 400 for a scope that doesn't exist, 400 beyond the limit
 */
export function givePermissions(
    store: TenantStore,
    held: Permissions,
    given: readonly Permission[],
    holder: 'role' | 'user',
): void {
    for (const { resource_server_identifier: identifier, permission_name: name } of given) {
        const server = store.resourceServerNamed(identifier);
        if (server === undefined)
            throw new ApiError(404, 'The resource server does not exist', 'inexistent_resource_server');
        if (!scopesOf(server).some(({ value }) => value === name))
            throw new ApiError(
                400,
                `Permission ${name} does not exist in resource server ${identifier}`,
                'invalid_body',
            );
    }
    const added = new Set(given.filter((permission) => !held.has(permission)).map((one) => JSON.stringify(one)));
    if (held.size + added.size > MAX_PERMISSIONS)
        throw new ApiError(400, `No more permissions can be assigned to this ${holder}.`, 'operation_not_supported');
    for (const { resource_server_identifier, permission_name } of given)
        held.add({ resource_server_identifier, permission_name });
}

/** Shows a permission with what its API says about it. */
export function formatPermission(store: TenantStore, permission: Permission) {
    const server = store.resourceServerNamed(permission.resource_server_identifier);
    const scope = server && scopesOf(server).find(({ value }) => value === permission.permission_name);
    return {
        permission_name: permission.permission_name,
        description: scope?.description ?? '',
        resource_server_name: server?.attributes['name'] ?? '',
        resource_server_identifier: permission.resource_server_identifier,
    };
}
