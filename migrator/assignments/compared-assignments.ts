import type { Counts } from '../plan/plan-counts.ts';
import type { Organization, Permission, Role } from '../tenant/assignments.ts';
import type { AssignedCounts } from './assignment.ts';
import type { RefusedAssignment } from './attached-assignments.ts';
import type { EntityMatch } from './match-entities.ts';
import type { InvitedPerson } from './open-invitations.ts';
import type { SeenAssignments } from './seen-assignments.ts';

/** Something that the target lacks and that users need. */
export interface MissingEntities {
    readonly roles: readonly EntityMatch<Role>[];
    /** Those that only members of organizations need there. */
    readonly memberRoles: readonly EntityMatch<Role>[];
    readonly organizations: readonly EntityMatch<Organization>[];
    readonly permissions: readonly Permission[];
}

/** A limit of Auth0 that would be passed. */
export interface PassedLimit {
    /** What there would be too many of, as in `roles of a user`. */
    readonly what: string;
    readonly limit: number;
    /** IDs of users, or names of organizations. */
    readonly subjects: readonly string[];
}

/** Assignments of a user that Auth0 does not show, as its list is too long. */
export interface UnreadAssignments {
    readonly kind: 'permissions';
    /** The full ID in the target. */
    readonly user: string;
}

/** An invitation into an organization that is copied; it names the source's connection, so nobody can take it in the target. */
export interface OpenInvitation extends InvitedPerson {
    /** Name in the target. */
    readonly organization: string;
    /** ID in the target, or a placeholder for one that is still to be made. */
    readonly organizationId: string;
    /** IDs in the target, or placeholders, of the roles that it gives. */
    readonly roleIds: readonly string[];
}

/** What the comparison of both sides came to, before anything is written. */
export interface ComparedAssignments {
    /** What the users of the source have, and their counterparts must have. */
    readonly wanted: AssignedCounts;
    /** What of it is to be written. */
    readonly lacking: AssignedCounts;
    /** What moved users have in the target by somebody else, and not in the source. */
    readonly added: AssignedCounts;
    /** What this migration wrote, and the source has taken away since. */
    readonly surplus: AssignedCounts;
    /** What users have in the source, and somebody took away in the target. */
    readonly takenAway: AssignedCounts;
    readonly unread: readonly UnreadAssignments[];
    /** Roles and organizations that were deleted, on either side, while they were read: nothing is written into them. */
    readonly vanished: readonly RefusedAssignment[];
    readonly seen: SeenAssignments;
    readonly missing: MissingEntities;
    /** Linked identities that no import takes, by their connection. */
    readonly linkedElsewhere: Counts;
    /** Invitations into organizations of moved users that are still open. */
    readonly invitations: readonly OpenInvitation[];
    /** Linked users who are taken from one user and linked to another. */
    readonly relinked: number;
    readonly limits: readonly PassedLimit[];
    /** Names of the files with the wanted, the lacking and the surplus assignments, which only this process can read. */
    readonly wantedArtifact: string;
    readonly lackingArtifact: string;
    readonly surplusArtifact: string;
}
