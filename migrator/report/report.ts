import type { AssignedCounts } from '../assignments/assignment.ts';
import type { NamedUser } from '../migration.ts';
import type { Counts } from '../plan/plan-counts.ts';
import type { PassSummary } from '../run-store/journal-entry.ts';

/**
 * What a run has done in all, in numbers: no personal data, unless it was told to name users.
 *
 * Every user of the source is in exactly one of `imported`, `existing`, `excluded`, `rejected`, `deletedInTarget` and `awaitingApproval`; where users
 * are replaced, those in `replacement.staying` are in none of them.
 */
export interface Report {
    /** Version of this shape. */
    readonly schemaVersion: 2;
    /** What the run is known by. */
    readonly runId: string;
    /** The last pass, from 1. */
    readonly pass: number;
    /** The definition's sentence about itself. */
    readonly description: string;
    /** The source, for a person. */
    readonly source: string;
    /** The target, for a person. */
    readonly target: string;
    /** Users of the source. */
    readonly sourceUsers: number;
    /** Users who are in the target by this migration, moved in this pass or in an earlier one. */
    readonly imported: number;
    /** Users whose address another account of the target has, which stays as it is. */
    readonly existing: number;
    /** Users who were not sent. */
    readonly excluded: number;
    /** Users whom Auth0 refused. */
    readonly rejected: number;
    /** Users who were moved, and whom somebody has deleted in the target since. */
    readonly deletedInTarget: number;
    /** Users who came after the approved plan was carried out. */
    readonly awaitingApproval: number;
    /** Users of the source whose copies took their IDs over; only where a run replaces them. */
    readonly replacement?: {
        /** Those that this pass has deleted in the source. */
        readonly replaced: number;
        /** The same of all passes of this attempt. */
        readonly replacedInAttempt: number;
        /** The same of all attempts of the run. */
        readonly replacedInAll: number;
        /** Users that were to be replaced and stay in the source, by reason. */
        readonly staying: Counts;
    };
    /** Users who were moved, and who are no longer in the source. */
    readonly goneFromSource: number;
    /** Users who are in the target without the second factor that they brought; they enroll again. */
    readonly lostFactors: number;
    /** Moved users who have to enroll again, by the kind of factor: no API gives it out, or Auth0 refused to import it. */
    readonly factorsToEnroll: Counts;
    /** Users whose password in the source is newer than the one that they have in the target. */
    readonly changedPasswords: number;
    /** What this pass did. */
    readonly thisPass: {
        readonly new: number;
        readonly updated: number;
        readonly unchanged: number;
        /** Users that were deleted in the target, since they were deleted in the source. */
        readonly deleted: number;
        readonly changedInTarget: number;
        readonly conflicts: number;
    };
    /** All completed passes of the run, the first one first. */
    readonly passes: readonly PassSummary[];
    /** Excluded users by reason. */
    readonly excludedByReason: Counts;
    /** Entries of the selection file that nobody of the source has, and where their lines are listed; only where there are any. */
    readonly unmatched?: { readonly entries: number; readonly list: string };
    /** Rejected users by what they turned out to be and Auth0's codes, such as `refused INVALID_FORMAT`. */
    readonly rejectedByReason: Counts;
    /** New users of this pass by the algorithm of their password hash. */
    readonly hashesByAlgorithm: Counts;
    /** New users of this pass without a password hash that Auth0 accepts, and why. */
    readonly missingHashesByReason: Counts;
    /** Profile fields that no import can carry, with the number of users that have them. */
    readonly droppedFields: Counts;
    /** Import jobs of all passes. */
    readonly importJobs: number;
    /** What the verification found. */
    readonly verified: {
        /** Users that should be in the target: all but those in `deletedInTarget`. */
        readonly compared: number;
        readonly mismatched: number;
        readonly missing: number;
        /** Users that somebody else has changed since they were sent; no fault. */
        readonly changedSince: number;
        /** Users that are in the target twice. */
        readonly doubled: number;
        /** Logins with the accounts that the definition names for it. */
        readonly logins: { readonly tried: number; readonly accepted: number };
    };
    /** What users have beside their profiles; only where the definition copies any. Each but `made` and `calls` by kind. */
    readonly assignments?: {
        /** What the moved users have in the source. */
        readonly wanted: AssignedCounts;
        /** What this pass has written of it. */
        readonly written: AssignedCounts;
        /** What the target lacked of it afterwards. */
        readonly missing: AssignedCounts;
        /** What this pass has taken away: this migration wrote it, and the source has taken it away since. */
        readonly removed: AssignedCounts;
        /** What somebody took away in the target; it stays away. */
        readonly takenAway: AssignedCounts;
        /** What moved users have in the target beyond it by somebody else; it stays. */
        readonly added: AssignedCounts;
        /** Linked identities that no import takes, by their connection: a login or an action brings them back. */
        readonly linkedElsewhere: Counts;
        /** Linked identities whose profile data differ from the source's, by field: a `transform` or somebody in the target changed them. */
        readonly differingLinks: Counts;
        /** Open invitations into the copied organizations that lead to the source: make them anew. */
        readonly invitations: number;
        /** Those that this migration has made anew for the target connection. */
        readonly renewedInvitations: number;
        /** Assignments that Auth0 refused, and users whose direct permissions it does not show. */
        readonly refused: number;
        /** Roles and organizations that this pass has made. */
        readonly made: { readonly roles: number; readonly organizations: number };
        /** Calls that wrote assignments in this pass. */
        readonly calls: number;
    };
    /** Whether every imported user was found in the target as it was sent. */
    readonly isVerified: boolean;
    /** Users whom ghosts keep out, and what was done about it. */
    readonly ghosts: {
        /** What the definition says of ghosts. */
        readonly repair: 'plan-only' | 'by-login' | 'up-to-max';
        /** Ghosts that this pass found and left. */
        readonly found: number;
        readonly repaired: number;
        /** Users of earlier passes who were not sent because a login of theirs is waited for. */
        readonly waiting: number;
        /** Users of earlier passes whom a login has made whole since. */
        readonly healed: number;
    };
    /** Rejected, differing and missing users, up to 1,000 of each; only of a run that was told to name users. */
    readonly users?: readonly NamedUser[];
    /** Whether the files with personal data are encrypted. */
    readonly isEncrypted: boolean;
    /** When the last pass began, in ISO 8601. */
    readonly startedAt: string;
    /** When the last pass ended, in ISO 8601. */
    readonly finishedAt: string;
    /** Where the files of the run lie; they hold personal data. */
    readonly artifacts: {
        readonly excluded: string;
        readonly mismatches: string;
        readonly idMap: string;
        readonly rejected: string;
        /** Who has to enroll a second factor again. */
        readonly factors: string;
        /** Moved users who are no longer in the source. */
        readonly gone: string;
        /** Who changed the password in the source since the hash export. */
        readonly changedPasswords: string;
        /** Who was to be replaced and stays in the source; only where users are replaced. */
        readonly staying?: string;
        /** Whom ghosts keep out; only where there are any. */
        readonly ghosts?: string;
        /** Assignments that Auth0 refused; only where the definition copies any. */
        readonly unassigned?: string;
        /** Open invitations into copied organizations; only where the definition copies any. */
        readonly invitations?: string;
        /** Linked identities whose profile data differ from the source's. */
        readonly links?: string;
    };
}
