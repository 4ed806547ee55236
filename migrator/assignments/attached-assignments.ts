import type { Counts } from '../plan/plan-counts.ts';
import type { AssignedCounts, AssignedKind } from './assignment.ts';
import type { UnreadAssignments } from './compared-assignments.ts';
import type { SeenAssignments } from './seen-assignments.ts';

/** IDs of what was created, by the placeholders that stand for them. */
export type CreatedEntities = ReadonlyMap<string, string>;

/** An assignment that Auth0 refused. */
export interface RefusedAssignment {
    readonly kind: AssignedKind;
    /** ID of the role or the organization; undefined for permissions. */
    readonly id: string | undefined;
    /** The full ID in the target. */
    readonly user: string;
    /** The role of a member, the permission or the linked identity; absent where the user alone was refused. */
    readonly item?: string;
    /** HTTP status of the refusal. */
    readonly status: number | undefined;
}

/** What the attach stage did. */
export interface AttachedAssignments {
    /** What the users of the source have, and their counterparts must have. */
    readonly wanted: AssignedCounts;
    /** What this pass has written of it. */
    readonly written: AssignedCounts;
    /** What this pass has taken away: this migration wrote it, and the source has taken it away since. */
    readonly removed: AssignedCounts;
    /** What users have in the source, and somebody took away in the target; it stays away. */
    readonly takenAway: AssignedCounts;
    /** What moved users have in the target by somebody else, and not in the source; it stays. */
    readonly added: AssignedCounts;
    /** Linked identities that no import takes, by their connection; only where the definition copies linked accounts. */
    readonly linkedElsewhere: Counts;
    /** Open invitations into the copied organizations that still lead to the source. */
    readonly invitations: number;
    /** Those that this pass or an earlier one has made anew for the target connection. */
    readonly renewedInvitations: number;
    /** Name of the artifact that lists them, as NDJSON. */
    readonly invitationArtifact: string;
    readonly refused: readonly RefusedAssignment[];
    /** Whose direct permissions Auth0 does not show; they have got none, and stand in the list of the refused. */
    readonly unread: readonly UnreadAssignments[];
    /** Users who stand alone again, since this pass has undone their links: only then can they be given what they have in the source. */
    readonly unlinked: number;
    /** Calls that wrote assignments. */
    readonly calls: number;
    /** What this pass has made in the target. */
    readonly made: { readonly roles: number; readonly organizations: number };
    readonly created: CreatedEntities;
    /** Who had what in the source when both sides were compared. */
    readonly seen: SeenAssignments;
    /** Name of the list of wanted assignments, which only this process can read. */
    readonly wantedArtifact: string;
    /** Name of the artifact that lists the refused assignments, as NDJSON. */
    readonly refusedArtifact: string;
}

/** What the target shows of the assignments after the writing. */
export interface VerifiedAssignments {
    /** Assignments that moved users must have and do not have. */
    readonly missing: AssignedCounts;
    /** Assignments that moved users have in the target and not in the source, by these lists. */
    readonly added: AssignedCounts;
    /** Linked identities whose profile data are other than in the source. */
    readonly differingLinks: readonly DifferingLink[];
}

/** A linked identity whose profile data are other than in the source, as a transform or somebody in the target may have made them. */
export interface DifferingLink {
    /** The full ID in the target of the user to whom it is linked. */
    readonly user: string;
    /** The full ID of the identity in the target. */
    readonly identity: string;
    readonly fields: readonly string[];
}
