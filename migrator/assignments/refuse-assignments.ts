import { counted } from '../counted.ts';
import type { CheckedDefinition } from '../definition.ts';
import { MigrationError } from '../errors.ts';
import { ASSIGNED_KINDS, type AssignedCounts, listAssigned, permissionKey } from './assignment.ts';
import type { MissingEntities, PassedLimit } from './compared-assignments.ts';

const NAMED_AT_MOST = 10;

/** Names of what the target lacks, by what it is. */
export interface MissingNames {
    readonly roles: readonly string[];
    /** Roles that only members of organizations need there. */
    readonly memberRoles: readonly string[];
    readonly organizations: readonly string[];
    /** As `<API> <scope>`. */
    readonly permissions: readonly string[];
}

/** Gives the names of what is missing. */
export function namesOf({ roles, memberRoles, organizations, permissions }: MissingEntities): MissingNames {
    return {
        roles: roles.map(({ name }) => name),
        memberRoles: memberRoles.map(({ name }) => name),
        organizations: organizations.map(({ name }) => name),
        permissions: permissions.map(permissionKey),
    };
}

/**
 * Says what forbids assignments: what the target lacks and the definition does not say to create, and limits of Auth0.
 *
 * @param apis - identifiers of the target's APIs, where they are known: an API is never created
 * @returns `ASSIGNMENTS_MISSING_IN_TARGET`, `ASSIGNMENT_LIMIT_PASSED`; empty where nothing does
 */
export function assignmentRefusals(
    { roles, organizations, permissions }: Pick<CheckedDefinition, 'roles' | 'organizations' | 'permissions'>,
    missing: MissingNames,
    limits: readonly PassedLimit[],
    apis?: ReadonlySet<string>,
): MigrationError[] {
    const mayCreate = (setting: typeof roles | typeof permissions): boolean =>
        setting !== 'leave' && setting.missing === 'create';
    const withoutApi = missing.permissions.filter(
        (name) => apis !== undefined && !apis.has(name.slice(0, name.lastIndexOf(' '))),
    );
    const refused = [
        [mayCreate(roles) ? [] : missing.roles, 'role', 'roles'],
        [mayCreate(roles) ? [] : missing.memberRoles, 'role of members', 'roles of members'],
        [mayCreate(organizations) ? [] : missing.organizations, 'organization', 'organizations'],
        [mayCreate(permissions) ? withoutApi : missing.permissions, 'permission', 'permissions'],
    ] as const;
    const words = refused
        .filter(([names]) => names.length > 0)
        .map(([names, what, plural]) => `${counted(names.length, what, plural)} (${shown(names)})`);
    return [
        ...(words.length === 0
            ? []
            : [
                  new MigrationError(
                      'ASSIGNMENTS_MISSING_IN_TARGET',
                      `The target tenant lacks what moved users have in the source: ${words.join(', ')}. No assignment was written. Make them there, say ` +
                          "`missing: 'create'` (for all roles in `roles`), or take them out with `only` (roles of members with their organizations). An API is never " +
                          'created: make it with the same identifier.',
                      { subject: 'definition' },
                  ),
              ]),
        ...(limits.length === 0 ? [] : [passedLimits(limits)]),
    ];
}

/**
 * Refuses to remove more in the target than the definition allows: the source may have lost it by accident.
 *
 * @returns `TOO_MANY_REMOVALS`; empty where nothing forbids it
 */
export function refusedRemovals(
    { maxRemovedAssignments }: Pick<CheckedDefinition, 'maxRemovedAssignments'>,
    removals: AssignedCounts,
): MigrationError[] {
    const total = ASSIGNED_KINDS.reduce((sum, kind) => sum + removals[kind], 0);
    if (total <= maxRemovedAssignments) return [];
    return [
        new MigrationError(
            'TOO_MANY_REMOVALS',
            `The source no longer has ${counted(total, 'assignment')} that this migration wrote, more than \`maxRemovedAssignments: ${maxRemovedAssignments}\` allows to ` +
                `remove in the target: ${listAssigned(removals)}. No assignment was written or removed. If the source lost them by accident, restore them there. If that is what you ` +
                'expect, raise the number. Then run again.',
            { subject: 'definition' },
        ),
    ];
}

function passedLimits(limits: readonly PassedLimit[]): MigrationError {
    const words = limits.map(({ what, limit, subjects }) => `${what}, at most ${limit} (${shown(subjects)})`);
    return new MigrationError(
        'ASSIGNMENT_LIMIT_PASSED',
        `The target would have more than Auth0 takes: ${words.join('; ')}. No assignment was written. Take some away in the source or in the target, narrow them with ` +
            '`only`, or ask Auth0 for a larger limit.',
        { subject: 'definition' },
    );
}

function shown(names: readonly string[]): string {
    const rest = names.length - NAMED_AT_MOST;
    return `${names.slice(0, NAMED_AT_MOST).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
