import type { NeededAssignments, PlannedAssignments } from '../../assignments/planned-assignments.ts';
import type { Finding, FindingCode } from '../../checks/finding.ts';
import { counted, grouped } from '../../counted.ts';

/** Members of an organization. @see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/entity-limit-policy (read 2026-08-20) */
const MAX_MEMBERS = 100_000;
const NAMES_SHOWN = 10;

/**
 * Says what the users of a plan have in the source and the target tenant lacks.
 *
 * @param assignments - what was counted; undefined where nobody asked for it
 * @param users - who are, or will be, in the target
 */
export function checkAssignments(assignments: PlannedAssignments | undefined, users: number): Finding[] {
    if (assignments === undefined) return [];
    const { roles, permissions, organizations, unnamed = [], differingRoles = {} } = assignments;
    const findings = [
        ...missing('ROLES_MISSING', 'role', roles, 'Create them there with the same names (and their permissions).'),
        ...missing(
            'PERMISSIONS_MISSING',
            'permission',
            permissions,
            'Create the APIs there with the same identifiers and scopes.',
        ),
        ...missing('ORGANIZATIONS_MISSING', 'organization', organizations, 'Create them there with the same names.'),
    ];
    const warn = (code: FindingCode, message: string): void => {
        findings.push({ code, level: 'warning', message });
    };
    const differing = Object.entries(differingRoles).map(
        ([name, { lacking, beyond }]) => `${name}: ${counted(lacking, 'permission')} fewer, ${beyond} more`,
    );
    if (differing.length > 0) {
        warn(
            'ROLES_DIFFER',
            `${counted(differing.length, 'role')} of the target ${differing.length === 1 ? 'has' : 'have'} other permissions than the source's of the same name (${shown(differing)}). Users get what the ` +
                "target's role gives. Change its permissions if that is not what you want; the run never does.",
        );
    }
    if (unnamed.length > 0) {
        warn(
            'ASSIGNMENTS_UNNAMED',
            `The definition copies ${unnamed.join(', ')}, and no record of the file has a field of that name. Nobody gets any of it from this file, and ` +
                'nobody loses what earlier files gave. Check the names of the columns (`source.columns`).',
        );
    }
    if (permissions?.areDirect === false) {
        findings.push({
            code: 'DIRECT_PERMISSIONS_UNSEEN',
            level: 'note',
            message:
                'Permissions were counted by role. Auth0 does not list permissions that were assigned directly: reading them takes one call for each ' +
                `of the ${counted(users, 'user')} (GET /users/{id}/permissions). Where the definition copies them, the run makes these calls; ` +
                '`permissions: { only }` narrows them.',
        });
    }
    const withoutConnection = organizations?.withoutConnection ?? [];
    if (withoutConnection.length > 0) {
        warn(
            'ORGANIZATION_CONNECTION_MISSING',
            `The target connection is not enabled for ${counted(withoutConnection.length, 'organization')} of the target whose members are migrated ` +
                `(${shown(withoutConnection)}), so they could not log in there. Enable it; an organization can have 10 connections.`,
        );
    }
    const full = Object.entries(organizations?.users ?? {}).filter(([, members]) => members > MAX_MEMBERS);
    if (full.length > 0) {
        warn(
            'ORGANIZATION_FULL',
            `${counted(full.length, 'organization')} would have more than the ${grouped(MAX_MEMBERS)} members that Auth0 allows ` +
                `(${shown(full.map(([name]) => name))}). Split them, or ask Auth0 for a higher limit.`,
        );
    }
    return findings;
}

function missing(code: FindingCode, what: string, needed: NeededAssignments | undefined, wayOut: string): Finding[] {
    if (needed === undefined || needed.missing.length === 0) return [];
    const assignments = needed.missing.reduce((sum, name) => sum + (needed.users[name] ?? 0), 0);
    return [
        {
            code,
            level: 'warning',
            message:
                `The target tenant lacks ${counted(needed.missing.length, what)} that users of the plan have (${counted(assignments, 'assignment')}): ` +
                `${shown(needed.missing)}. ${wayOut}`,
        },
    ];
}

function shown(names: readonly string[]): string {
    const rest = names.length - NAMES_SHOWN;
    return `${names.slice(0, NAMES_SHOWN).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
