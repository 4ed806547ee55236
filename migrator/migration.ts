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
import type { Plan } from './plan/plan.ts';
import type { EXCLUSION_REASONS } from './users/exclusion-reasons.ts';
import type { ImportProblemCode } from './users/import-schema.ts';
import type { PasswordHashRefusal } from './users/password-hash.ts';
import type { PlanNotice } from './users/plan-notice.ts';

/** A user as Auth0 exports it, or as an import file holds it. */
export type UserRecord = Readonly<Record<string, unknown>>;

/** Why a user is not sent to Auth0. */
export type ExclusionReason = ImportProblemCode | PasswordHashRefusal | keyof typeof EXCLUSION_REASONS;

/** A user that will be sent, as it will be sent. */
export interface PlannedUser {
    readonly fate: 'planned';
    /** Number of the user's line in the source's export, from 1. */
    readonly line: number;
    /** The full `user_id` in the source, with its prefix. */
    readonly sourceUserId: string;
    /** The record of the import file. */
    readonly user: UserRecord & { readonly email: string };
    /** The algorithm of its password hash, or undefined if it travels without one. */
    readonly hashAlgorithm: string | undefined;
    /** Whether the target has the user already and this record writes over some of its fields (an upsert). */
    readonly upsert: boolean;
}

/** A user that will not be sent because the target had its e-mail address before. */
export interface ExistingUser {
    readonly fate: 'existing';
    readonly line: number;
    readonly sourceUserId: string;
}

/** A user that will not be sent, with the reason. */
export interface ExcludedUser {
    readonly fate: 'excluded';
    readonly line: number;
    /** Undefined where the line could not be read. */
    readonly sourceUserId: string | undefined;
    readonly reason: ExclusionReason;
    /** What the reason is about, for a person: a field and a rule, never a value. */
    readonly detail: string;
}

/** What becomes of one user of the source: exactly one of three. */
export type UserFate = PlannedUser | ExistingUser | ExcludedUser;

/** The users of one import job. */
export interface Batch {
    /** From 1, in source order; the same users get the same number in every attempt of a run. */
    readonly number: number;
    /** Whether Auth0 is to update users that are there; a batch holds users of one kind only. */
    readonly upsert: boolean;
    readonly users: readonly PlannedUser[];
    /** The JSON array of the import file, in UTF-8. */
    readonly file: Buffer;
    /** SHA-256 of the file, in hex: tells a resumed run that it makes the same batches. */
    readonly digest: string;
}

/** A user that Auth0 refused. */
export interface RejectedUser {
    readonly line: number;
    readonly sourceUserId: string;
    /** Auth0's codes, such as `DUPLICATED_USER`; `JOB_FAILED` where the job failed as a whole. */
    readonly codes: readonly string[];
}

/** How often something was counted, by name. */
export type Counts = Readonly<Record<string, number>>;

/** What the transform stage found: every user of the source in exactly one place. */
export interface PlanCounts {
    /** Users (lines) of the source. */
    readonly source: number;
    /** Users that are sent, those that update one of the target included. */
    readonly planned: number;
    /** Planned users that update one of the target. */
    readonly updates: number;
    readonly existing: number;
    readonly excluded: number;
    readonly excludedByReason: Counts;
    /** Planned new users by hash algorithm; `none` for those that travel without a hash. */
    readonly hashesByAlgorithm: Counts;
    /** Planned new users without a usable hash, by reason. */
    readonly missingHashesByReason: Counts;
    readonly batches: number;
    /** Bytes of all import files together. */
    readonly bytes: number;
    /** Fields of the target that updates will replace, with the number of users; `user_metadata` and `app_metadata` as a whole. */
    readonly replacedFields: Counts;
    /** Planned users of whom something is worth knowing, by what it is. */
    readonly notices: Readonly<Partial<Record<PlanNotice, number>>>;
    /** Profile fields of the source that no import can carry, with the number of users that have them. */
    readonly droppedFields: Counts;
}

/** The users of one connection at one moment, as an artifact of NDJSON lines. */
export interface ExportedConnection {
    readonly artifact: string;
    /** Lines of the artifact. */
    readonly users: number;
    /** SHA-256 of the artifact, in hex. */
    readonly digest: string;
}

/** What the export stage hands on. */
export interface ExportedUsers {
    readonly source: ExportedConnection;
    /** Who was in the target before anything was sent: IDs and e-mail addresses only. */
    readonly target: ExportedConnection;
}

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
