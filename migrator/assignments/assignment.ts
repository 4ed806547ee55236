import { counted } from '../counted.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { EnabledConnection, Permission } from '../tenant/assignments.ts';

/** What is assigned: roles, memberships, roles of members, connections of organizations, permissions that are given directly. */
export const ASSIGNED_KINDS = ['roles', 'organizations', 'memberRoles', 'connections', 'permissions', 'links'] as const;

/** Is one of {@link ASSIGNED_KINDS}. */
export type AssignedKind = (typeof ASSIGNED_KINDS)[number];

/** What one and what several of each kind are called where assignments are counted. */
export const ASSIGNED_WORDS: Readonly<Record<AssignedKind, readonly [one: string, several: string]>> = {
    roles: ['role of users', 'roles of users'],
    organizations: ['membership of organizations', 'memberships of organizations'],
    memberRoles: ['role of members', 'roles of members'],
    connections: [
        'organization that the target connection is enabled for',
        'organizations that the target connection is enabled for',
    ],
    permissions: ['direct permission', 'direct permissions'],
    links: ['linked account', 'linked accounts'],
};

/** Says how many assignments of a kind there are: `2 roles of users`. */
export function countedAssigned(number: number, kind: AssignedKind): string {
    const [one, several] = ASSIGNED_WORDS[kind];
    return counted(number, one, several);
}

/**
 * Some assignments of one kind, in the target's terms; users by their full IDs in the target.
 *
 * `id` is that of a role or an organization, or a {@link placeholderOf} for one that is still to be made.
 */
export type Assignment =
    | { readonly kind: 'roles' | 'organizations'; readonly id: string; readonly users: readonly string[] }
    | { readonly kind: 'memberRoles'; readonly id: string; readonly user: string; readonly roles: readonly string[] }
    | { readonly kind: 'connections'; readonly id: string; readonly connection: EnabledConnection }
    | { readonly kind: 'permissions'; readonly user: string; readonly permissions: readonly Permission[] }
    | {
          readonly kind: 'links';
          readonly user: string;
          readonly secondaries: readonly string[];
          /** What the source shows of each of them, in their order; only of links that must be there. */
          readonly profiles?: readonly UserRecord[];
          /** The full ID in the source of the one that is linked; only of a link that is undone. */
          readonly sourceUserId?: string;
      };

/** Counts assignments of each kind. */
export type AssignedCounts = Readonly<Record<AssignedKind, number>>;

/** Lists what there is of each kind: `2 roles of users, 1 direct permission`; empty where there is nothing. */
export function listAssigned(counts: AssignedCounts): string {
    return ASSIGNED_KINDS.filter((kind) => counts[kind] > 0)
        .map((kind) => countedAssigned(counts[kind], kind))
        .join(', ');
}

/** Gives counts of nothing. */
export function noAssignments(): Record<AssignedKind, number> {
    return { roles: 0, organizations: 0, memberRoles: 0, connections: 0, permissions: 0, links: 0 };
}

/** Tells how many assignments these are. */
export function sizeOf(assignment: Assignment): number {
    switch (assignment.kind) {
        case 'roles':
        case 'organizations':
            return assignment.users.length;
        case 'memberRoles':
            return assignment.roles.length;
        case 'connections':
            return 1;
        case 'links':
            return assignment.secondaries.length;
        case 'permissions':
            return assignment.permissions.length;
    }
}

/**
 * Gives some of these assignments, which one call can write as well: users of a role, or roles, permissions or links of a user.
 *
 * @param some - takes them out of all
 */
export function partOf(assignment: Assignment, some: <T>(all: readonly T[]) => T[]): Assignment {
    switch (assignment.kind) {
        case 'roles':
        case 'organizations':
            return { ...assignment, users: some(assignment.users) };
        case 'memberRoles':
            return { ...assignment, roles: some(assignment.roles) };
        case 'permissions':
            return { ...assignment, permissions: some(assignment.permissions) };
        case 'links':
            return { ...assignment, secondaries: some(assignment.secondaries) };
        case 'connections':
            return assignment;
    }
}

/** Gives each of these assignments by itself. */
export function partsOf(assignment: Assignment): Assignment[] {
    return Array.from({ length: sizeOf(assignment) }, (_, at) => partOf(assignment, (all) => all.slice(at, at + 1)));
}

/** Stands for the ID of a role or an organization that is still to be made. */
export function placeholderOf(kind: 'role' | 'organization', name: string): string {
    return `new ${kind} ${name}`;
}

/** Tells whether an ID stands for a role or an organization that is still to be made; Auth0's have no spaces. */
export function isPlaceholder(id: string): boolean {
    return /^new (?:role|organization) /.test(id);
}

/** Names a permission in one text. */
export function permissionKey({ api, name }: Permission): string {
    return `${api} ${name}`;
}
