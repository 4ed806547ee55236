import type { PlannedAssignments } from '../assignments/planned-assignments.ts';
import type { Finding } from '../checks/finding.ts';
import type { CheckedDefinition } from '../definition.ts';
import type { MigrationError } from '../errors.ts';
import type { ExportedUsers } from '../exports/exported-users.ts';
import type { PlannedUsers } from '../run/planned-users.ts';
import type { Loss } from './losses.ts';
import type { Minutes, Pace } from './pace.ts';
import type { Counts, PlanCounts } from './plan-counts.ts';
import type { UserTraits } from './user-traits.ts';

/**
 * What a run will do, in numbers that a reviewer can judge; no personal data.
 *
 * Every user of the source is in exactly one of `new`, `updated`, `existing`, `excluded`, `moved` and `deletedInTarget`.
 */
export interface Plan {
    /** Version of this shape. */
    readonly schemaVersion: 3;
    /** When the target was exported for it; ISO 8601. What either side has become since is not in it. */
    readonly madeAt: string;
    /** SHA-256 in hex of every user's fate and of what decides beside it: what an approval names. */
    readonly digest: string;
    /** The definition's sentence about itself. */
    readonly description: string;
    /** SHA-256 of the definition's file, in hex. */
    readonly definitionDigest: string | undefined;
    /** SHA-256 of the export of the source, in hex. */
    readonly sourceDigest: string;
    /** SHA-256 in hex of the file of users as it lies on the disk; only where the source is one. */
    readonly sourceFileDigest?: string;
    /** SHA-256 in hex of the password hash export as it lies on the disk; only where there is one. */
    readonly hashExportDigest?: string;
    /** The same of the MFA export. */
    readonly factorExportDigest?: string;
    /** The source, for a person. */
    readonly source: string;
    /** The target, for a person. */
    readonly target: string;
    /** The policy for user IDs. */
    readonly userIds: CheckedDefinition['userIds']['policy'];
    /** The policy for other accounts with the address of a user. */
    readonly existingUsers: CheckedDefinition['existingUsers']['policy'];
    /** Users by what happens to them. */
    readonly users: PlannedUsers;
    /** Excluded users by reason. */
    readonly excludedByReason: Counts;
    /** New users by the algorithm of their password hash. */
    readonly hashesByAlgorithm: Counts;
    /** New users without a usable hash, by reason. */
    readonly missingHashesByReason: Counts;
    /** Fields of accounts in the target that are replaced, with the number of accounts. */
    readonly replacedFields: Counts;
    /** Fields that no import takes and that nobody else makes again, with the number of users that have them. */
    readonly droppedFields: Counts;
    /** What a reviewer should know of some users, with their number. */
    readonly notices: PlanCounts['notices'];
    /** Import files, and their bytes. */
    readonly files: { readonly count: number; readonly bytes: number };
    /** Calls of the Management API by route, roughly; polls of jobs depend on their speed. */
    readonly calls: Counts;
    /** What the minutes are based on. */
    readonly pace: Pace;
    /** How long the import takes. */
    readonly minutes: Minutes;
    /** What the checks of both tenants found that forbids nothing, warnings first. */
    readonly findings: readonly Finding[];
    /** What the users have in the source beside their profiles; only the kinds that were counted. */
    readonly assignments?: PlannedAssignments;
    /** What is not migrated, since no API supports it. */
    readonly losses: readonly Loss[];
    /** What the run does about ghosts, and what it costs their users; only where it does anything. */
    readonly ghostRepair?: string;
    /** Everything that forbids the run. */
    readonly refusals: readonly { readonly code: MigrationError['code']; readonly message: string }[];
    /** Where the excluded users are listed; the list holds personal data. */
    readonly excludedList: string;
    /** Moved users who are no longer in the source, how many of them are deleted in the target, and where they are listed; only where there are any. */
    readonly gone?: { readonly users: number; readonly deletions: number; readonly list: string };
    /** Users who changed their password in the source since the hash export, and where they are listed; only where there are any. */
    readonly changedPasswords?: { readonly users: number; readonly list: string };
    /** Entries of the selection file that nobody of the source has; only where there are any. */
    readonly unmatched?: UnmatchedEntries;
}

/** Entries of a selection file that match nobody. */
export interface UnmatchedEntries {
    readonly entries: number;
    /** Where the numbers of their lines are listed. */
    readonly list: string;
}

/** What a plan is made of. */
export interface PlanParts {
    readonly exported: ExportedUsers;
    /** Users of the target connection. */
    readonly inTarget: number;
    readonly counts: PlanCounts;
    readonly traits: UserTraits;
    readonly assignments: PlannedAssignments | undefined;
    readonly digest: string;
    readonly refusals: readonly MigrationError[];
    readonly excludedArtifact: string;
    readonly changedPasswordsArtifact: string;
    readonly goneArtifact: string;
    readonly unmatched: UnmatchedEntries | undefined;
    readonly hashExportDigest: string | undefined;
    readonly factorExportDigest: string | undefined;
}
