/*
 * The shapes that travel between the stages.
 *
 * migration       one definition: which users of a source connection go to a target connection, mapped how
 * run             one execution of a migration; it may stop and resume, and remembers in its journal
 * stage           export, transform, import, reconcile, verify, decommission
 * planned user    a user that will be sent to Auth0
 * excluded user   a user that is not sent, with the reason
 * existing user   a user whose e-mail address the target connection already had when the run began
 * batch           the users of one import job, in source order
 * rejected user   a user that Auth0 refused, with Auth0's code
 * artifact        a file of a run (exports, excluded users, ID map, report); journal: what has been done so far
 *
 * Wire objects keep Auth0's snake_case; shapes of our own are camelCase.
 */
import type { ExportedUsers } from './exports/exported-users.ts';
import type { Plan } from './plan/plan.ts';
import type { Counts, PlanCounts } from './plan/plan-counts.ts';
import type { Batch } from './users/batch.ts';
import type { RejectedUser } from './users/rejected-user.ts';
import type { UserFate } from './users/user-fate.ts';

/** What the transform stage hands on: every user's fate, known before the first write. */
export interface PlannedMigration {
    readonly exported: ExportedUsers;
    readonly counts: PlanCounts;
    readonly plan: Plan;
    /** Name of the artifact that lists the excluded users with their reasons, as NDJSON. */
    readonly excludedArtifact: string;
    /** Streams the fates in source order; the same at every call. */
    fates(): AsyncIterable<readonly UserFate[]>;
    /** Streams the batches; the same at every call. */
    batches(): AsyncIterable<Batch>;
    /** Lets go of the files behind the streams. */
    close(): void;
}

/** What the import stage hands on. */
export interface ImportedMigration {
    readonly plan: PlannedMigration;
    /** The users that Auth0 refused, of all batches. */
    readonly rejected: readonly RejectedUser[];
}

/**
 * What a rejected user turned out to be, by evidence.
 *
 * - `imported`: it is in the target as this run sent it; the answer to its first request was lost
 * - `existing`: the target connection has it, from before or from elsewhere
 * - `duplicate-in-source`: another user of the source, imported by this pass, has its ID, username or phone number
 * - `linked-secondary`: it is linked to another user of the target as a secondary identity
 * - `orphan`: the target has a profile with its address and without an identity
 * - `ghost`: Auth0 refuses it as existing and no look-up finds it
 * - `repaired`: it was a ghost, which was deleted, and it was imported
 * - `undecidable`: a look-up was not possible
 * - `refused`: Auth0 refused the record for another reason than that the user exists
 */
export type RejectionClass =
    | 'imported'
    | 'existing'
    | 'duplicate-in-source'
    | 'linked-secondary'
    | 'orphan'
    | 'ghost'
    | 'repaired'
    | 'undecidable'
    | 'refused';

/** A rejected user with what it turned out to be. */
export interface ClassifiedRejection extends RejectedUser {
    readonly class: RejectionClass;
    /** What shows it, in sentences without a value of the user. */
    readonly evidence: readonly string[];
}

/** Users that a report names of one kind at the most. */
export const MOST_NAMED = 1_000;

/** A user as a report names it, where it may. */
export interface NamedUser {
    readonly sourceUserId: string;
    readonly email: string;
    /** What became of it. */
    readonly what: string;
}

/** What the reconcile stage hands on. */
export interface ReconciledMigration {
    readonly plan: PlannedMigration;
    readonly rejections: readonly ClassifiedRejection[];
    /** Users whose ghosts waited for a login: those whom the target shows now, and those who are still kept out. */
    readonly awaitedGhosts: { readonly healed: number; readonly waiting: number };
    /** The first rejected users; only where the run may name users. */
    readonly named: readonly NamedUser[];
    /** Name of the artifact that lists the users whom ghosts keep out; undefined where there are none. */
    readonly ghostArtifact: string | undefined;
}

/** What the verify stage found in the target. */
export interface Verification {
    /** Users whose every planned field was compared. */
    readonly compared: number;
    /** Users of which a field differs. */
    readonly mismatched: number;
    /** Users that are not in the target. */
    readonly missing: number;
    /** Logins with the accounts that the definition names for it. */
    readonly logins: { readonly tried: number; readonly accepted: number };
    /** The first users that differ or are missing; only where the run may name users. */
    readonly named: readonly NamedUser[];
    /** How often each field differs. */
    readonly mismatchesByField: Counts;
    /** Name of the artifact that lists the two, with field names and without values. */
    readonly mismatchArtifact: string;
    /** Name of the artifact that maps old IDs to new ones, as NDJSON lines of `from` and `to`. */
    readonly idMapArtifact: string;
}

/** What the verify stage hands on. */
export interface VerifiedMigration extends ReconciledMigration {
    readonly verification: Verification;
}
