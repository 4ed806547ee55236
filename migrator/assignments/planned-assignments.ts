import type { UnfoundName } from '../disclosure/unfound-name.ts';
import type { Counts } from '../plan/plan-counts.ts';
import type { AssignedCounts } from './assignment.ts';
import type { AssignmentKind } from './assignment-kinds.ts';
import type { PassedLimit } from './compared-assignments.ts';
import type { DifferingRole } from './differing-roles.ts';
import type { InvitationFate } from './open-invitations.ts';

/** What of one kind the users of a plan have in the source. */
export interface NeededAssignments {
    /** Users of the plan who have it, by its name in the target; only what somebody has. */
    readonly users: Counts;
    /** Names of those that the target tenant does not have. */
    readonly missing: readonly string[];
}

/** The permissions of the users of a plan, as `<API> <scope>`. */
export interface NeededPermissions extends NeededAssignments {
    /** Whether they are those that users were given directly, as a file names them; of a tenant they are those of roles. */
    readonly areDirect: boolean;
}

/** The organizations of the users of a plan. */
export interface NeededOrganizations extends NeededAssignments {
    /** Names of organizations of the target that its connection is not enabled for. */
    readonly withoutConnection: readonly string[];
    /** Roles that members have in organizations. */
    readonly memberRoles: number;
    /** Names of those roles that the target lacks and nobody else needs; absent where there is none. */
    readonly missingMemberRoles?: readonly string[];
    /** Open invitations into these organizations, by what the run does about them; only where they are copied. */
    readonly invitations?: Readonly<Partial<Record<InvitationFate, number>>>;
    /** Applications of the source that open invitations lead to, and for which the definition names none of the target. */
    readonly clientsWithoutMatch?: readonly string[];
}

/** Something that takes calls. */
export type PlannedKind = AssignmentKind | 'links';

/** What the users of a plan have beside their profiles; only the kinds that were asked for. */
export interface PlannedAssignments {
    readonly roles?: NeededAssignments;
    readonly permissions?: NeededPermissions;
    readonly organizations?: NeededOrganizations;
    /** Linked identities of the source connection that are linked again; only where the definition copies them. */
    readonly links?: number;
    /** Roles of the target that can do something else than those of the source that become them, by name; absent where there is none. */
    readonly differingRoles?: Readonly<Record<string, DifferingRole>>;
    /** What the definition copies and no record of a file has a field for; absent where there is none. */
    readonly unnamed?: readonly AssignmentKind[];
    /** Calls that the copying takes, by what the definition copies; reads and writes of both tenants. */
    readonly calls: Readonly<Partial<Record<PlannedKind, number>>>;
    /** Minutes of these calls within the rate limits of the target tenant; empty where its plan is not known. */
    readonly minutes: Readonly<Partial<Record<PlannedKind, number>>>;
    /** Calls that write, by route. */
    readonly writes: Counts;
    /** What this migration wrote and the source no longer has, but for direct permissions; absent where it is not known. */
    readonly removals?: AssignedCounts;
    /** What the definition names in `only` and `rename`, and the source does not have; left out where all is there. */
    readonly unfound?: readonly UnfoundName[];
    /** Limits of Auth0 that the copying would pass. */
    readonly limits: readonly PassedLimit[];
}
