import { digest64 } from '../../records/digest.ts';
import type { DigestSet } from '../../records/digest-table.ts';
import type { Run } from '../../run/run.ts';
import type { NamedEntity, Page } from '../../tenant/attachments.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import type { Counts } from '../plan-counts.ts';
import { allPages, wholeList } from './all-pages.ts';
import type { AttachmentKind } from './attachment-kinds.ts';

/** What of one kind the users of a plan have in the source. */
export interface NeededAttachments {
    /** Users of the plan who have it, by its name; only what somebody has. */
    readonly users: Counts;
    /** Names of those that the target tenant does not have. */
    readonly missing: readonly string[];
}

/** The organizations of the users of a plan. */
export interface NeededOrganizations extends NeededAttachments {
    /** Names of organizations of the target that its connection is not enabled for. */
    readonly withoutConnection: readonly string[];
}

/** What the users of a plan have beside their profiles; only the kinds that were asked for. */
export interface PlannedAttachments {
    readonly roles?: NeededAttachments;
    /** By role only, as `<API> <scope>`; those that are given to a user directly are not counted. */
    readonly permissions?: NeededAttachments;
    readonly organizations?: NeededOrganizations;
}

/** What the count takes from a run. */
export type CountNeeds = Pick<Run, 'source' | 'target' | 'time'>;

/** What is counted, and for whom. */
export interface AttachmentQuestion {
    readonly kinds: readonly AttachmentKind[];
    /** Digests of the full IDs of the source's users who are, or will be, in the target. */
    readonly users: DigestSet;
}

/**
 * Counts what the users of a plan have in the source and what of it is missing in the target.
 *
 * By the lists of roles and organizations, never user by user: a call for each role or organization and for each 100 of its
 * users. Roles and organizations are the same in both tenants when they have the same name, permissions when API and scope
 * have.
 *
 * @throws {MigrationError} what the tenants throw; `RUN_STOPPED`
 */
export async function countAttachments(
    run: CountNeeds,
    { kinds, users }: AttachmentQuestion,
): Promise<PlannedAttachments | undefined> {
    // A file names no roles and organizations of a tenant.
    if (kinds.length === 0 || run.source.kind === 'file') return undefined;
    const { tenant: source } = run.source;
    const wants = (kind: AttachmentKind): boolean => kinds.includes(kind);
    const roles = wants('roles') || wants('permissions') ? await neededRoles(run, source, users) : [];
    return {
        ...(wants('roles') ? { roles: await roleNeeds(run, roles) } : {}),
        ...(wants('permissions') ? { permissions: await permissionNeeds(run, source, roles) } : {}),
        ...(wants('organizations') ? { organizations: await organizationNeeds(run, source, users) } : {}),
    };
}

interface Needed extends NamedEntity {
    readonly users: number;
}

async function neededRoles(run: CountNeeds, { attachments }: Tenant, users: DigestSet): Promise<Needed[]> {
    const roles = await wholeList(run, (from) => attachments.listRoles(from));
    return await havingUsers(run, roles, users, (id, from) => attachments.listRoleUsers(id, from));
}

async function havingUsers(
    run: CountNeeds,
    entities: readonly NamedEntity[],
    users: DigestSet,
    list: (id: string, from?: string) => Promise<Page<string>>,
): Promise<Needed[]> {
    const needed: Needed[] = [];
    for (const entity of entities) {
        let count = 0;
        for await (const ids of allPages(run, (from) => list(entity.id, from))) {
            count += ids.filter((id) => users.has(digest64(id))).length;
        }
        if (count > 0) needed.push({ ...entity, users: count });
    }
    return needed;
}

async function roleNeeds(run: CountNeeds, roles: readonly Needed[]): Promise<NeededAttachments> {
    const { attachments } = run.target.tenant;
    const there = await wholeList(run, (from) => attachments.listRoles(from));
    const names = new Set(there.map(({ name }) => name));
    return { users: countsOf(roles), missing: roles.map(({ name }) => name).filter((name) => !names.has(name)) };
}

async function permissionNeeds(
    run: CountNeeds,
    { attachments }: Tenant,
    roles: readonly Needed[],
): Promise<NeededAttachments> {
    const users: Record<string, number> = {};
    for (const role of roles) {
        for (const { api, name } of await wholeList(run, (from) => attachments.listRolePermissions(role.id, from))) {
            // Whoever has it by two roles is counted twice: the number says how many assignments depend on it.
            users[`${api} ${name}`] = (users[`${api} ${name}`] ?? 0) + role.users;
        }
    }
    const scopes = await wholeList(run, (from) => run.target.tenant.attachments.listScopes(from));
    const there = new Set(scopes.map(({ api, name }) => `${api} ${name}`));
    return { users, missing: Object.keys(users).filter((permission) => !there.has(permission)) };
}

async function organizationNeeds(
    run: CountNeeds,
    { attachments: source }: Tenant,
    users: DigestSet,
): Promise<NeededOrganizations> {
    const { tenant, connection } = run.target;
    const all = await wholeList(run, (from) => source.listOrganizations(from));
    const needed = await havingUsers(run, all, users, (id, from) => source.listOrganizationMembers(id, from));
    const there = new Map<string, string>();
    for await (const page of allPages(run, (from) => tenant.attachments.listOrganizations(from))) {
        for (const { id, name } of page) there.set(name, id);
    }
    const withoutConnection: string[] = [];
    for (const { name } of needed) {
        const id = there.get(name);
        if (id === undefined) continue;
        const connections = await tenant.attachments.listOrganizationConnections(id);
        if (!connections.includes(connection.id)) withoutConnection.push(name);
    }
    return {
        users: countsOf(needed),
        missing: needed.map(({ name }) => name).filter((name) => !there.has(name)),
        withoutConnection,
    };
}

function countsOf(needed: readonly Needed[]): Counts {
    return Object.fromEntries(needed.map(({ name, users }) => [name, users]));
}
