import { type AssignmentKind, asksForAssignments } from '../assignments/assignment-kinds.ts';
import { renewsInvitations } from '../assignments/open-invitations.ts';
import type { DecommissionSettings } from '../decommission/decommission-settings.ts';
import { updatesAccounts } from '../definition/existing-users.ts';
import type { CheckedDefinition } from '../definition.ts';
import { MigrationError } from '../errors.ts';
import type { EndpointRole } from '../run-store/journal-entry.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { Finding } from './finding.ts';
import { FACTORS_SCOPE } from './target-facts.ts';

/** What a run asks of a tenant beyond the plain import. */
export interface ScopeNeeds {
    readonly definition: CheckedDefinition;
    /** What the plan counts beside profiles. */
    readonly assignments: readonly AssignmentKind[];
    /** Whether users of the source are deleted as soon as they are in the target. */
    readonly isReplacing?: boolean;
}

const ALWAYS: Readonly<Record<EndpointRole, readonly string[]>> = {
    source: ['read:users', 'read:connections'],
    target: ['read:users', 'create:users', 'read:connections'],
};

/** What a run can do without, with what is not checked then. */
const OPTIONAL: Readonly<Record<EndpointRole, Readonly<Record<string, string>>>> = {
    source: {},
    target: {
        'read:connections_options': "whether it is a custom database, and the rules of its users' names and passwords",
        [FACTORS_SCOPE]: 'which second factors are on',
        'update:users': 'updates of changed addresses, usernames and blocks of users that were already moved',
    },
};

/**
 * Checks what the token of one endpoint may do, against what the run needs.
 *
 * @param granted - scopes of the token
 * @returns findings on scopes that a run can do without
 * @throws {MigrationError} `MISSING_SCOPES` with the name of every scope that it can't do without
 * @see https://auth0.com/docs/api/management/v2 (read 2026-06-25)
 */
export function checkScopes(
    granted: readonly string[],
    role: EndpointRole,
    needs: ScopeNeeds,
    domain: string,
): Finding[] {
    refuseMissing(granted, scopesOf(role, needs), role, domain);
    const unseen = Object.entries(OPTIONAL[role]).filter(([scope]) => !granted.includes(scope));
    if (unseen.length === 0) return [];
    const list = unseen.map(([scope, what]) => `${scope} (${what})`).join('; ');
    return [
        {
            code: 'OPTIONAL_SCOPES_MISSING',
            level: 'warning',
            message: `The application of the ${role} tenant ${domain} lacks optional scopes. Not checked, or not done: ${list}. Grant them, or check yourself.`,
        },
    ];
}

/**
 * Checks that the token of the source may delete what a decommissioning deletes, before anybody is deleted.
 *
 * @throws {MigrationError} `MISSING_SCOPES` with the name of every scope that is missing; what the tenant throws
 */
export async function checkDecommissionScopes(
    tenant: Tenant,
    settings: Pick<DecommissionSettings, 'delete'> | undefined,
): Promise<void> {
    const needed = settings?.delete === 'connection' ? [...DECOMMISSIONING, 'delete:connections'] : DECOMMISSIONING;
    refuseMissing(await tenant.grantedScopes(), needed, 'source', tenant.domain);
}

function refuseMissing(
    granted: readonly string[],
    needed: readonly string[],
    role: EndpointRole,
    domain: string,
): void {
    const missing = needed.filter((scope) => !granted.includes(scope));
    if (missing.length === 0) return;
    throw new MigrationError(
        'MISSING_SCOPES',
        `The application of the ${role} tenant ${domain} lacks ${missing.join(', ')}. Grant them under Applications > APIs > Auth0 ` +
            'Management API, then run again.',
    );
}

function scopesOf(role: EndpointRole, { definition, assignments, isReplacing = false }: ScopeNeeds): readonly string[] {
    const { repair } = definition.ghosts;
    const isUpdating = definition.linkedAccounts === 'copy' || updatesAccounts(definition.existingUsers);
    const isRepairing = role === 'target' && typeof repair === 'object';
    return [
        ...ALWAYS[role],
        ...(isRepairing ? ['delete:users'] : []),
        ...(role === 'target' && definition.deleted !== 'report' ? DELETING : []),
        ...(role === 'target' && isUpdating ? ['update:users'] : []),
        ...new Set<string>([
            ...(isReplacing ? REPLACING_SCOPES[role] : []),
            ...assignments.flatMap((what) => COUNTED_SCOPES[what][role]),
            ...asksForAssignments(definition).flatMap((what) => [
                ...COPIED_SCOPES[what][role],
                ...(isCreating(definition[what]) ? CREATED_SCOPES[what][role] : []),
            ]),
            ...(role === 'target' && renewsInvitations(definition) ? RENEWING_SCOPES : []),
        ]),
    ];
}

function isCreating(setting: CheckedDefinition['roles'] | CheckedDefinition['permissions']): boolean {
    return setting !== 'leave' && setting.missing === 'create';
}

/** What it takes to delete users whom nobody uses. */
const DELETING = [
    ...['delete:users', 'read:connections_options', 'read:roles', 'read:role_members'],
    ...['read:organizations', 'read:organization_member_roles'],
];

/** What it takes to delete users of the source, and their second factors. */
const DECOMMISSIONING: readonly string[] = ['delete:users', 'delete:guardian_enrollments', 'read:connections_options'];

/** What it takes to count. */
const COUNTED_SCOPES = {
    roles: { source: ['read:roles', 'read:role_members'], target: ['read:roles'] },
    permissions: { source: ['read:roles', 'read:role_members'], target: ['read:resource_servers'] },
    organizations: {
        source: ['read:organizations', 'read:organization_members'],
        target: ['read:organizations', 'read:organization_connections'],
    },
} as const;

/** What it takes to copy. */
const COPIED_SCOPES = {
    roles: {
        source: ['read:roles', 'read:role_members'],
        target: ['read:roles', 'read:role_members', 'create:role_members', 'delete:role_members', 'update:users'],
    },
    permissions: { source: [], target: ['read:resource_servers', 'update:users'] },
    organizations: {
        source: [
            ...['read:organizations', 'read:organization_members', 'read:organization_member_roles'],
            ...['read:organization_connections', 'read:organization_invitations', 'read:roles'],
        ],
        target: [
            ...['read:organizations', 'read:organization_members', 'read:organization_member_roles', 'read:roles'],
            ...['create:organization_members', 'create:organization_member_roles'],
            ...['delete:organization_members', 'delete:organization_member_roles'],
            ...['read:organization_connections', 'create:organization_connections'],
        ],
    },
} as const;

/** What it takes to delete users of the source, and to give their IDs everything again. */
const REPLACING_SCOPES = {
    source: ['delete:users', 'read:connections_options'],
    target: [
        ...['delete:users', 'update:users', 'read:connections_options', 'read:roles', 'update:roles'],
        ...['read:role_members', 'create:role_members', 'read:organizations', 'read:organization_members'],
        ...['create:organization_members', 'read:organization_member_roles', 'create:organization_member_roles'],
        ...['read:organization_connections', 'create:organization_connections'],
    ],
} as const;

/** What it takes to make invitations anew. */
const RENEWING_SCOPES = ['read:organization_invitations', 'create:organization_invitations'] as const;

/** What it takes to make what the target lacks. */
const CREATED_SCOPES = {
    roles: {
        source: [],
        target: ['create:roles', 'update:roles', 'read:resource_servers', 'update:resource_servers'],
    },
    permissions: { source: [], target: ['update:resource_servers'] },
    organizations: { source: [], target: ['create:organizations'] },
} as const;
