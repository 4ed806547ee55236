import { counted } from '../counted.ts';
import { MigrationError } from '../errors.ts';
import { readSourceUsers } from '../exports/source-users.ts';
import { isRecord } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { Page, Permission, TenantAssignments } from '../tenant/assignments.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { type AssignmentKind, asksForAssignments } from './assignment-kinds.ts';
import type { AssignmentNeeds } from './assignment-needs.ts';

/** What the attach stage reads of a source: a tenant, or a file that names roles, permissions and organizations. */
export interface AssignmentSource extends Pick<Tenant, 'domain' | 'findUserById'> {
    readonly assignments: ReadAssignments;
    /** Permissions that were given directly, by user; undefined for a tenant, which lists them user by user only. */
    readonly directPermissions?: ReadonlyMap<string, readonly Permission[]>;
    /** What the definition copies and no record of a file has a field for: the file says nothing about it. */
    readonly unnamed?: ReadonlySet<AssignmentKind>;
}

/** What is read of a source's assignments, and never written. */
export type ReadAssignments = Pick<
    TenantAssignments,
    | 'listRoles'
    | 'listRolePermissions'
    | 'listRoleUsers'
    | 'listOrganizations'
    | 'listOrganizationMembers'
    | 'listOrganizationConnections'
    | 'listInvitations'
    | 'listUserPermissions'
>;

/** What the reading of a file takes from a run. */
type FileNeeds = Pick<AssignmentNeeds, 'definition' | 'source' | 'store'>;

/** Members of one organization, each with the names of its roles there. */
type Members = Map<string, readonly string[]>;

/** What the records of a file say, by names. */
interface FileLists {
    readonly roles: Map<string, string[]>;
    readonly organizations: Map<string, Members>;
    readonly permissions: Map<string, readonly Permission[]>;
    /** Source IDs. */
    readonly users: Set<string>;
}

const SEPARATOR = /[,;]/;
const LINES_SHOWN = 5;

/**
 * Reads what the records of a file say of roles, permissions and organizations, as if a tenant had it.
 *
 * `roles` and `organizations` are names, `permissions` are `<API> <scope>`: as a list, or as one text with commas or semicolons. An
 * organization may be `{ name, roles }`.
 *
 * @param artifact - the snapshot of the file
 * @throws {MigrationError} `SOURCE_FILE_MISREAD` where a record has something else in these fields
 */
export async function readFileAssignments(run: FileNeeds, artifact: string): Promise<AssignmentSource> {
    const lists: FileLists = { roles: new Map(), organizations: new Map(), permissions: new Map(), users: new Set() };
    const unnamed = new Set(asksForAssignments(run.definition));
    const unread: UnreadFields = { lines: [], fields: new Set() };
    for await (const users of readSourceUsers(run, artifact)) {
        for (const { sourceUserId, profile, line } of users) {
            for (const kind of asksForAssignments(run.definition)) {
                if (Object.hasOwn(profile, kind)) unnamed.delete(kind);
                if (isReadableAssignment(kind, profile[kind])) continue;
                unread.fields.add(kind);
                unread.lines.push(line);
            }
            // Of two records with one ID the first is the user.
            if (!lists.users.has(sourceUserId)) addUser(lists, sourceUserId, profile);
        }
    }
    if (unread.lines.length > 0) throw misread(unread);
    return { ...sourceOf(lists), unnamed };
}

/** Values of a file that name nothing, by their fields and lines. */
interface UnreadFields {
    readonly lines: number[];
    readonly fields: Set<string>;
}

function misread({ lines, fields }: UnreadFields): MigrationError {
    const shown = [...new Set(lines)].slice(0, LINES_SHOWN).join(', ');
    return new MigrationError(
        'SOURCE_FILE_MISREAD',
        `${counted(lines.length, 'value')} of the file's ${[...fields].join(', ')} cannot be read (${lines.length === 1 ? 'line' : 'lines'} ${shown}${lines.length > LINES_SHOWN ? ', ...' : ''}), and their users would get ` +
            'nothing. Nothing was sent. Roles are names, permissions are `<API identifier> <scope>`, organizations are names or `{ "name": ..., "roles": [...] }`: each a list, ' +
            'or one text with commas or semicolons.',
        { subject: 'source' },
    );
}

function addUser({ roles, organizations, permissions, users }: FileLists, user: string, profile: UserRecord): void {
    users.add(user);
    for (const name of namesIn(profile['roles'])) {
        const known = roles.get(name);
        if (known === undefined) roles.set(name, [user]);
        else known.push(user);
    }
    for (const { name, held } of membershipsIn(profile['organizations'])) {
        const members: Members = organizations.get(name) ?? new Map<string, readonly string[]>();
        organizations.set(name, members.set(user, held));
        // A role that is held in an organization only is a role of the source all the same.
        for (const role of held) if (!roles.has(role)) roles.set(role, []);
    }
    const given = namesIn(profile['permissions']).flatMap(permissionIn);
    if (given.length > 0) permissions.set(user, given);
}

function sourceOf({ roles, organizations, permissions, users }: FileLists): AssignmentSource {
    // Names are their own IDs: a file has no others.
    const entities = (names: Iterable<string>) => [...names].map((name) => ({ id: name, name }));
    return {
        // No tenant has this domain, so the target is always another one.
        domain: '',
        directPermissions: permissions,
        findUserById: (id) => Promise.resolve(users.has(id) ? { user_id: id } : undefined),
        assignments: {
            listRoles: () => whole(entities(roles.keys()).map((role) => ({ ...role, description: undefined }))),
            listRolePermissions: () => whole([]),
            listRoleUsers: (id) => whole(roles.get(id) ?? []),
            listOrganizations: () =>
                whole(
                    entities(organizations.keys()).map((organization) => ({
                        ...organization,
                        ...{ displayName: undefined, branding: undefined, metadata: undefined },
                    })),
                ),
            listOrganizationMembers: (id) =>
                whole([...(organizations.get(id) ?? [])].map(([userId, held]) => ({ userId, roles: entities(held) }))),
            listOrganizationConnections: () => Promise.resolve([]),
            listInvitations: () => whole([]),
            listUserPermissions: (id) => whole([...(permissions.get(id) ?? [])]),
        },
    };
}

function whole<T>(items: readonly T[]): Promise<Page<T>> {
    return Promise.resolve({ items, next: undefined });
}

function namesIn(value: unknown): string[] {
    const names = itemsIn(value)
        .map((item) => (typeof item === 'string' ? item.trim() : ''))
        .filter((name) => name !== '');
    return [...new Set(names)];
}

// A cell has a list as JSON, or as databases write arrays: `{editor,author}`.
function itemsIn(value: unknown): readonly unknown[] {
    if (typeof value !== 'string') return Array.isArray(value) ? (value as unknown[]) : [];
    const text = value.trim();
    const inner = /^\{([^:]*)\}$/.exec(text)?.[1];
    if (inner !== undefined) return inner.split(',').map((item) => item.trim().replace(/^"(.*)"$/, '$1'));
    if (!/^[[{]/.test(text)) return text.split(SEPARATOR);
    try {
        const parsed: unknown = JSON.parse(text);
        return Array.isArray(parsed) ? (parsed as unknown[]) : [parsed];
    } catch {
        // No name has such a form.
        return [undefined];
    }
}

function membershipsIn(value: unknown): { readonly name: string; readonly held: readonly string[] }[] {
    return itemsIn(value).flatMap((item) => {
        if (typeof item === 'string') return namesIn([item]).map((name) => ({ name, held: [] }));
        if (!isRecord(item)) return [];
        return namesIn([item['name']]).map((name) => ({ name, held: namesIn(item['roles']) }));
    });
}

function permissionIn(text: string): Permission[] {
    const at = text.lastIndexOf(' ');
    return at < 1 ? [] : [{ api: text.slice(0, at).trim(), name: text.slice(at + 1) }];
}

function isReadableAssignment(kind: AssignmentKind, value: unknown): boolean {
    if (value === undefined || value === null) return true;
    if (typeof value !== 'string' && !Array.isArray(value)) return false;
    return itemsIn(value).every((item) =>
        kind === 'organizations' && isRecord(item)
            ? typeof item['name'] === 'string' && isReadableAssignment('roles', item['roles'])
            : typeof item === 'string' &&
              (kind !== 'permissions' || namesIn([item]).every((text) => permissionIn(text).length > 0)),
    );
}
