import type { TenantAssignments } from '../tenant/assignments.ts';
import { ENTITY_LIMITS } from '../tenant/limits.ts';
import type { AssignedKind } from './assignment.ts';
import type { AssignmentFile } from './assignment-file.ts';
import type { AssignmentNeeds } from './assignment-needs.ts';
import type { OpenInvitation } from './compared-assignments.ts';
import type { Counterparts } from './counterparts.ts';
import type { Comparison } from './difference.ts';
import { LimitCounts } from './limit-counts.ts';

/** Both sides of a comparison, and where its outcome goes. */
export interface Sides {
    readonly run: AssignmentNeeds;
    readonly source: TenantAssignments;
    readonly target: TenantAssignments;
    readonly isOneTenant: boolean;
    readonly counterparts: Counterparts;
    readonly files: { readonly wanted: AssignmentFile; readonly lacking: AssignmentFile };
    readonly added: Record<AssignedKind, number>;
    readonly limits: {
        readonly roles: LimitCounts;
        readonly permissions: LimitCounts;
        readonly memberRoles: LimitCounts;
        readonly members: LimitCounts;
        readonly connections: LimitCounts;
    };
    /** Open invitations that were found. */
    readonly invitations: OpenInvitation[];
    /** Makes a comparison of nobody. */
    comparison(): Comparison;
}

/** Makes counts of nothing against Auth0's limits. */
export function openLimits(): Sides['limits'] {
    return {
        roles: new LimitCounts('roles of a user', ENTITY_LIMITS.rolesPerUser),
        permissions: new LimitCounts('direct permissions of a user', ENTITY_LIMITS.permissionsPerUser),
        memberRoles: new LimitCounts('roles of a member of an organization', ENTITY_LIMITS.rolesPerMember),
        members: new LimitCounts('members of an organization', ENTITY_LIMITS.membersPerOrganization),
        connections: new LimitCounts('connections of an organization', ENTITY_LIMITS.connectionsPerOrganization),
    };
}
