import type { ManagementClient } from 'auth0';
import type { NamedEntity, Page, TenantAttachments } from './attachments.ts';

/** Makes a call, and turns its failure into an error of ours. */
export type ManagementCall = <T>(request: string, send: () => PromiseLike<T>) => Promise<T>;

const PER_PAGE = 100;

/**
 * Opens the lists of attachments of a tenant: by checkpoint where there can be more than 1,000 entries, else by page number.
 *
 * @param client - Auth0's SDK, without retries of its own
 */
export function attachmentsApi(client: ManagementClient, call: ManagementCall): TenantAttachments {
    return {
        listRoles: (from) =>
            call('GET /roles', async () => numbered(from, (page) => client.roles.list(page), entityOf)),
        listRolePermissions: (roleId, from) =>
            call('GET /roles/{id}/permissions', async () =>
                numbered(
                    from,
                    (page) => client.roles.permissions.list(roleId, page),
                    ({ resource_server_identifier: api = '', permission_name: name = '' }) => ({ api, name }),
                ),
            ),
        listRoleUsers: (roleId, from) =>
            call('GET /roles/{id}/users', async () =>
                checkpointed(await client.roles.users.list(roleId, checkpoint(from)), ({ user_id: id = '' }) => id),
            ),
        listOrganizations: (from) =>
            call('GET /organizations', async () =>
                checkpointed(await client.organizations.list(checkpoint(from)), entityOf),
            ),
        listOrganizationMembers: (organizationId, from) =>
            call('GET /organizations/{id}/members', async () =>
                checkpointed(
                    await client.organizations.members.list(organizationId, checkpoint(from)),
                    ({ user_id: id = '' }) => id,
                ),
            ),
        listOrganizationConnections: (organizationId) =>
            call('GET /organizations/{id}/enabled_connections', async () => {
                const page = await client.organizations.enabledConnections.list(organizationId, { per_page: PER_PAGE });
                return page.data.map(({ connection_id: id = '' }) => id);
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
    };
}

function entityOf({ id = '', name = '' }: { id?: string | undefined; name?: string | undefined }): NamedEntity {
    return { id, name };
}

function checkpoint(from: string | undefined): { take: number; from?: string } {
    return from === undefined ? { take: PER_PAGE } : { take: PER_PAGE, from };
}

function checkpointed<T, U>(page: { data: T[]; response: unknown }, toItem: (value: T) => U): Page<U> {
    const { next } = page.response as { next?: string };
    return { items: page.data.map(toItem), next };
}

async function numbered<T, U>(
    from: string | undefined,
    list: (page: { page: number; per_page: number }) => PromiseLike<{ data: T[] }>,
    toItem: (value: T) => U,
): Promise<Page<U>> {
    const number = Number(from ?? 0);
    const { data } = await list({ page: number, per_page: PER_PAGE });
    return { items: data.map(toItem), next: data.length < PER_PAGE ? undefined : String(number + 1) };
}
