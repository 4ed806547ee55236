import { type InventedUser, inventUser } from './invented-user.ts';
import type { PooledPassword } from './password-pool.ts';
import type { TenantClient } from './tenant-client.ts';

/** What the users of a rehearsal have beside their profiles, in numbers. */
export interface RehearsedAssignments {
    readonly roles: number;
    readonly organizations: number;
    readonly memberRoles: number;
    readonly permissions: number;
}

const API = 'https://orders.example.com';
const SCOPES = ['read:orders', 'write:orders'] as const;
const ROLES = ['support', 'sales', 'finance', 'editor', 'viewer', 'admin'] as const;
const ORGANIZATIONS = ['acme', 'globex', 'initech', 'umbrella', 'hooli'] as const;
const ROLE_USERS_PER_CALL = 50;
const MEMBERS_PER_CALL = 10;

// Every user has a role, every fifth an organization, every fiftieth a role there; and a few have a permission of their own.
const roleOf = (number: number): string => ROLES[number % ROLES.length] ?? '';
const organizationOf = (number: number): string | undefined =>
    number % 5 === 0 ? ORGANIZATIONS[(number / 5) % ORGANIZATIONS.length] : undefined;
const memberRoleOf = (number: number): string | undefined => (number % 50 === 0 ? 'admin' : undefined);
const hasPermission = (number: number, { profile }: InventedUser): boolean =>
    number % 7 === 0 && (profile['app_metadata'] as { plan?: string }).plan === 'business';

/** Makes the API whose permissions are given, which no migration makes. */
export async function makeApi(client: TenantClient, scopes: readonly string[] = SCOPES): Promise<void> {
    await made(client, '/resource-servers', { identifier: API, scopes: scopes.map((value) => ({ value })) });
}

/**
 * Gives the users of the source roles, organizations and permissions.
 *
 * @returns what those of them have who are to be moved
 */
export async function assignInSource(
    client: TenantClient,
    users: number,
    pool: readonly PooledPassword[],
): Promise<RehearsedAssignments> {
    await makeApi(client);
    const roles = new Map<string, string>();
    for (const name of ROLES) roles.set(name, await made(client, '/roles', { name, description: `All of ${name}.` }));
    const organizations = new Map<string, string>();
    for (const name of ORGANIZATIONS) {
        organizations.set(name, await made(client, '/organizations', { name, display_name: name.toUpperCase() }));
    }
    const byRole = new Map<string, string[]>();
    const byOrganization = new Map<string, string[]>();
    const moved = { roles: 0, organizations: 0, memberRoles: 0, permissions: 0 };
    const memberRoles: [organization: string, user: string, role: string][] = [];
    const permissions: string[] = [];
    for (let number = 0; number < users; number += 1) {
        const user = inventUser(number, pool);
        const id = `auth0|${user.id}`;
        const [organization, memberRole] = [organizationOf(number), memberRoleOf(number)];
        const isMoved = user.expectation === 'imported';
        add(byRole, roleOf(number), id);
        if (organization !== undefined) add(byOrganization, organization, id);
        if (organization !== undefined && memberRole !== undefined) memberRoles.push([organization, id, memberRole]);
        if (hasPermission(number, user)) permissions.push(id);
        if (!isMoved) continue;
        moved.roles += 1;
        if (organization !== undefined) moved.organizations += 1;
        if (organization !== undefined && memberRole !== undefined) moved.memberRoles += 1;
        if (hasPermission(number, user)) moved.permissions += 1;
    }
    for (const [name, ids] of byRole) {
        for (const some of parts(ids, ROLE_USERS_PER_CALL))
            await call(client, `/roles/${roles.get(name) ?? ''}/users`, { users: some });
    }
    for (const [name, ids] of byOrganization) {
        for (const some of parts(ids, MEMBERS_PER_CALL))
            await call(client, `/organizations/${organizations.get(name) ?? ''}/members`, { members: some });
    }
    for (const [name, id, role] of memberRoles) {
        const path = `/organizations/${organizations.get(name) ?? ''}/members/${encodeURIComponent(id)}/roles`;
        await call(client, path, { roles: [roles.get(role)] });
    }
    for (const id of permissions) {
        await call(client, `/users/${encodeURIComponent(id)}/permissions`, {
            permissions: [{ resource_server_identifier: API, permission_name: SCOPES[0] }],
        });
    }
    return moved;
}

/** Counts in the target, by its lists, what the moved users have there. */
export async function countInTarget(client: TenantClient): Promise<RehearsedAssignments> {
    const counts = { roles: 0, organizations: 0, memberRoles: 0, permissions: 0 };
    const users = new Set<string>();
    for (const { id } of await list(client, '/roles')) {
        for await (const { user_id: user } of pages(client, `/roles/${id}/users`, 'users')) {
            counts.roles += 1;
            users.add(user);
        }
    }
    for (const { id } of await list(client, '/organizations')) {
        const path = `/organizations/${id}/members?fields=user_id,roles`;
        for await (const { roles = [] } of pages(client, path, 'members')) {
            counts.organizations += 1;
            counts.memberRoles += roles.length;
        }
    }
    // Direct permissions are in no list.
    for (const user of users) {
        const { body } = await client.management('GET', `/users/${encodeURIComponent(user)}/permissions`);
        const held = body as { sources?: { source_type?: string }[] }[];
        counts.permissions += held.filter(({ sources = [] }) =>
            sources.some(({ source_type: type }) => type === 'DIRECT'),
        ).length;
    }
    return counts;
}

interface ListedUser {
    readonly user_id: string;
    readonly roles?: readonly unknown[];
}

async function* pages(client: TenantClient, path: string, name: string): AsyncGenerator<ListedUser> {
    let next: string | undefined;
    do {
        const query = `${path.includes('?') ? '&' : '?'}take=100${next === undefined ? '' : `&from=${encodeURIComponent(next)}`}`;
        const { body } = await client.management('GET', `${path}${query}`);
        const page = body as Record<string, ListedUser[]> & { next?: string };
        yield* page[name] ?? [];
        next = page.next;
    } while (next !== undefined);
}

async function list(client: TenantClient, path: string): Promise<{ id: string }[]> {
    return (await client.management('GET', `${path}?per_page=100`)).body as { id: string }[];
}

async function made(client: TenantClient, path: string, body: object): Promise<string> {
    return ((await call(client, path, body)) as { id?: string } | undefined)?.id ?? '';
}

async function call(client: TenantClient, path: string, body: object): Promise<unknown> {
    const answer = await client.management('POST', path, body);
    if (answer.status >= 300) throw new Error(`An assignment of the rehearsal was answered with ${answer.status}.`);
    return answer.body;
}

function add(lists: Map<string, string[]>, name: string, id: string): void {
    const known = lists.get(name);
    if (known === undefined) lists.set(name, [id]);
    else known.push(id);
}

function parts(ids: readonly string[], size: number): string[][] {
    return Array.from({ length: Math.ceil(ids.length / size) }, (_, at) => ids.slice(at * size, (at + 1) * size));
}
