import { type Management, type ManagementClient, ManagementError } from 'auth0';
import type {
    Invitation,
    NamedEntity,
    Organization,
    Page,
    Permission,
    Role,
    TenantAssignments,
} from './assignments.ts';
import { ENTITY_LIMITS, MAX_LISTED } from './limits.ts';
import { listOf } from './sdk-page.ts';

/** Makes a call, and turns its failure into an error of ours. */
export type ManagementCall = <T>(request: string, send: () => PromiseLike<T>) => Promise<T>;

const PER_PAGE = 100;

/**
 * Opens the assignments of a tenant: its lists by checkpoint where there can be more than 1,000 entries, else by page number.
 *
 * @param client - Auth0's SDK, without retries of its own
 */
export function assignmentsApi(client: ManagementClient, call: ManagementCall): TenantAssignments {
    return {
        listRoles: (from) =>
            call('GET /roles', async () =>
                numbered(from, (page) => client.roles.list(page), roleOf, ENTITY_LIMITS.rolesPerTenant),
            ),
        listRolePermissions: (roleId, from) =>
            call('GET /roles/{id}/permissions', async () =>
                numbered(
                    from,
                    (page) => client.roles.permissions.list(roleId, page),
                    permissionOf,
                    ENTITY_LIMITS.permissionsPerRole,
                ),
            ),
        listRoleUsers: (roleId, from) =>
            call('GET /roles/{id}/users', async () =>
                checkpointed(await client.roles.users.list(roleId, checkpoint(from)), ({ user_id: id = '' }) => id),
            ),
        listOrganizations: (from) =>
            call('GET /organizations', async () =>
                checkpointed(await client.organizations.list(checkpoint(from)), organizationOf),
            ),
        listOrganizationMembers: (organizationId, from) =>
            call('GET /organizations/{id}/members', async () =>
                checkpointed(
                    await client.organizations.members.list(organizationId, {
                        ...checkpoint(from),
                        fields: 'user_id,roles',
                        include_fields: true,
                    }),
                    ({ user_id: userId = '', roles = [] }) => ({ userId, roles: roles.map(entityOf) }),
                ),
            ),
        listOrganizationConnections: (organizationId) =>
            call('GET /organizations/{id}/enabled_connections', async () => {
                const page = await client.organizations.enabledConnections.list(organizationId, { per_page: PER_PAGE });
                return listOf(page).map((connection) => ({
                    connectionId: connection.connection_id ?? '',
                    assignsMembershipOnLogin: connection.assign_membership_on_login ?? false,
                    isSignupEnabled: connection.is_signup_enabled ?? false,
                    isShownAsButton: connection.show_as_button ?? true,
                }));
            }),
        listInvitations: (organizationId, from) =>
            call('GET /organizations/{id}/invitations', async () =>
                numbered(
                    from,
                    (numbers) =>
                        client.organizations.invitations.list(organizationId, { ...numbers, sort: 'created_at:-1' }),
                    invitationOf,
                    MAX_LISTED,
                ),
            ),
        createInvitation: (organizationId, invitation) =>
            call('POST /organizations/{id}/invitations', async () => {
                const { email, inviter, clientId, connectionId, roleIds, userMetadata, appMetadata } = invitation;
                await client.organizations.invitations.create(organizationId, {
                    ...{ inviter: { name: inviter }, invitee: { email }, client_id: clientId },
                    ...{ connection_id: connectionId, ttl_sec: invitation.lifetimeS, send_invitation_email: true },
                    ...(roleIds.length === 0 ? {} : { roles: [...roleIds] }),
                    ...(userMetadata === undefined ? {} : { user_metadata: userMetadata }),
                    ...(appMetadata === undefined ? {} : { app_metadata: appMetadata }),
                });
            }),
        listScopes: async (from) => {
            const page = await call('GET /resource-servers', async () =>
                numbered(
                    from,
                    (numbers) => client.resourceServers.list(numbers),
                    ({ identifier: api = '', scopes = [] }) => scopes.map(({ value }) => ({ api, name: value })),
                ),
            );
            return { items: page.items.flat(), next: page.next };
        },
        listApis: (from) =>
            call('GET /resource-servers', async () =>
                numbered(
                    from,
                    (numbers) => client.resourceServers.list(numbers),
                    ({ identifier = '' }) => identifier,
                ),
            ),
        listUserPermissions: async (userId, from) => {
            const page = await call('GET /users/{id}/permissions', async () =>
                numbered(
                    from,
                    (numbers) => client.users.permissions.list(userId, numbers),
                    (permission) => (isDirect(permission) ? [permissionOf(permission)] : []),
                ),
            );
            return { items: page.items.flat(), next: page.next };
        },
        listUserRoles: (userId, from) =>
            call('GET /users/{id}/roles', async () =>
                numbered(from, (page) => client.users.roles.list(userId, page), idOf),
            ),
        listUserOrganizations: (userId, from) =>
            call('GET /users/{id}/organizations', async () =>
                numbered(from, (page) => client.users.organizations.list(userId, page), idOf),
            ),
        listMemberRoles: (organizationId, userId, from) =>
            call('GET /organizations/{id}/members/{user_id}/roles', async () =>
                numbered(from, (page) => client.organizations.members.roles.list(organizationId, userId, page), idOf),
            ),
        createRole: ({ name, description }) =>
            call('POST /roles', async () => {
                const { id = '' } = await client.roles.create({
                    name,
                    ...(description === undefined ? {} : { description }),
                });
                return id;
            }),
        addRolePermissions: (roleId, permissions) =>
            call('POST /roles/{id}/permissions', () =>
                client.roles.permissions.add(roleId, { permissions: permissions.map(wirePermission) }),
            ),
        assignRole: (roleId, userIds) =>
            call('POST /roles/{id}/users', () => client.roles.users.assign(roleId, { users: [...userIds] })),
        createOrganization: ({ name, displayName, branding, metadata }) =>
            call('POST /organizations', async () => {
                const { id = '' } = await client.organizations.create({
                    name,
                    ...(displayName === undefined ? {} : { display_name: displayName }),
                    ...(branding === undefined ? {} : { branding }),
                    ...(metadata === undefined ? {} : { metadata: metadata as never }),
                });
                return id;
            }),
        enableConnection: (organizationId, connection) =>
            call('POST /organizations/{id}/enabled_connections', async () => {
                try {
                    await client.organizations.enabledConnections.add(organizationId, {
                        connection_id: connection.connectionId,
                        assign_membership_on_login: connection.assignsMembershipOnLogin,
                        is_signup_enabled: connection.isSignupEnabled,
                        show_as_button: connection.isShownAsButton,
                    });
                } catch (error) {
                    // It is enabled already.
                    if (!(error instanceof ManagementError) || error.statusCode !== 409) throw error;
                }
            }),
        addMembers: (organizationId, userIds) =>
            call('POST /organizations/{id}/members', () =>
                client.organizations.members.create(organizationId, { members: [...userIds] }),
            ),
        addMemberRoles: (organizationId, userId, roleIds) =>
            call('POST /organizations/{id}/members/{user_id}/roles', () =>
                client.organizations.members.roles.assign(organizationId, userId, { roles: [...roleIds] }),
            ),
        addUserPermissions: (userId, permissions) =>
            call('POST /users/{id}/permissions', () =>
                client.users.permissions.create(userId, { permissions: permissions.map(wirePermission) }),
            ),
        removeRole: (roleId, userId) =>
            call('DELETE /users/{id}/roles', () => client.users.roles.delete(userId, { roles: [roleId] })),
        removeMembers: (organizationId, userIds) =>
            call('DELETE /organizations/{id}/members', () =>
                client.organizations.members.delete(organizationId, { members: [...userIds] }),
            ),
        removeMemberRoles: (organizationId, userId, roleIds) =>
            call('DELETE /organizations/{id}/members/{user_id}/roles', () =>
                client.organizations.members.roles.delete(organizationId, userId, { roles: [...roleIds] }),
            ),
        removeUserPermissions: (userId, permissions) =>
            call('DELETE /users/{id}/permissions', () =>
                client.users.permissions.delete(userId, { permissions: permissions.map(wirePermission) }),
            ),
        addScopes: (api, names) =>
            call('PATCH /resource-servers/{id}', async () => {
                // The list replaces the one that is there, so it is read in the moment before, by a repeated call, too.
                const { scopes = [] } = await client.resourceServers.get(api);
                const known = new Set(scopes.map(({ value }) => value));
                const added = names.filter((name) => !known.has(name)).map((value) => ({ value }));
                if (added.length === 0) return;
                await client.resourceServers.update(api, { scopes: [...scopes, ...added] });
            }),
    };
}

interface WireEntity {
    id?: string | undefined;
    name?: string | undefined;
}

function idOf({ id = '' }: WireEntity): string {
    return id;
}

function entityOf({ id = '', name = '' }: WireEntity): NamedEntity {
    return { id, name };
}

function roleOf({ description, ...role }: WireEntity & { description?: string | undefined }): Role {
    return { ...entityOf(role), description };
}

function organizationOf(
    wire: WireEntity & { display_name?: string | undefined; branding?: unknown; metadata?: unknown },
): Organization {
    return {
        ...entityOf(wire),
        displayName: wire.display_name,
        branding: wire.branding as Organization['branding'],
        metadata: wire.metadata as Organization['metadata'],
    };
}

function invitationOf(wire: Management.OrganizationInvitation): Invitation {
    return {
        id: wire.id ?? '',
        email: wire.invitee?.email ?? '',
        connectionId: wire.connection_id,
        ...{ createdAt: wire.created_at ?? '', expiresAt: wire.expires_at ?? '' },
        clientId: wire.client_id ?? '',
        inviter: wire.inviter?.name ?? '',
        roleIds: wire.roles ?? [],
        userMetadata: wire.user_metadata,
        appMetadata: wire.app_metadata,
    };
}

interface WirePermission {
    resource_server_identifier?: string | undefined;
    permission_name?: string | undefined;
}

function permissionOf({ resource_server_identifier: api = '', permission_name: name = '' }: WirePermission) {
    return { api, name };
}

function wirePermission({ api, name }: Permission) {
    return { resource_server_identifier: api, permission_name: name };
}

// Those of roles stand in the same list.
function isDirect(permission: object): boolean {
    const { sources } = permission as { sources?: { source_type?: string }[] };
    return sources === undefined || sources.some(({ source_type: type }) => type === 'DIRECT');
}

function checkpoint(from: string | undefined): { take: number; from?: string } {
    return from === undefined ? { take: PER_PAGE } : { take: PER_PAGE, from };
}

function checkpointed<T, U>(page: { data: T[]; response: unknown }, toItem: (value: T) => U): Page<U> {
    const { next } = page.response as { next?: string };
    return { items: listOf(page).map(toItem), next };
}

// Auth0 refuses a page behind the 1,000th entry, also of a list that ends there; not every list says how long it is.
async function numbered<T, U>(
    from: string | undefined,
    list: (page: { page: number; per_page: number }) => PromiseLike<{ data: T[]; response: unknown }>,
    toItem: (value: T) => U,
    most = Number.POSITIVE_INFINITY,
): Promise<Page<U>> {
    const number = Number(from ?? 0);
    const page = await list({ page: number, per_page: PER_PAGE });
    const { response } = page;
    const data = listOf(page);
    const { total = most } = response as { total?: number };
    const isLast = data.length < PER_PAGE || (number + 1) * PER_PAGE >= Math.min(total, most);
    return { items: data.map(toItem), next: isLast ? undefined : String(number + 1) };
}
