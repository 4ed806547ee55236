/*
 * The shapes that travel between the stages, and the words of this package.
 *
 * migration       one definition: which users of a source connection go to a target connection, mapped how
 * endpoint        where users come from (the source: a connection or a file) or go to (the target: a connection)
 * run             one migration between two endpoints; it may stop and resume, and remembers what it did
 * attempt         one call that works on a run: an `up`, or the command `run`
 * pass            one round of an attempt: export both endpoints, decide, do what is missing, verify
 * stage           settle, export, decide, import, reconcile, attach, verify: the steps of a pass
 * snapshot        an export of one endpoint
 * ledger          for each user that a run sent, what was sent (as digests) and what became of it
 * counterpart     who in the target is the same person as a user of the source, by identity
 * fate            what becomes of a user of the source in a pass: new, update, moved, existing, deleted or excluded
 * excluded user   a user that is not sent, with the reason
 * existing user   a user whose address another account of the target has
 * batch           the users of one import file; submission: a batch, or some of its users, as one import job
 * in doubt        a request that got no answer: whether its job exists is not known
 * rejected user   a user that Auth0 refused, with Auth0's code
 * ghost           an identity without a profile: Auth0 refuses the address as existing, and no search finds it
 * assignment      what a user has beside its profile: a role, a membership, a permission
 * artifact        a file of a run (snapshots, lists of users, ID map, report); journal: the facts of a run, in order
 *
 * Wire objects keep Auth0's snake_case; shapes of our own are camelCase.
 */
import type { AttachedAssignments, VerifiedAssignments } from './assignments/attached-assignments.ts';
import type { ExportedUsers, Snapshot } from './exports/exported-users.ts';
import type { RejectedUser } from './imports/rejected-user.ts';
import type { WorkList } from './imports/work-list.ts';
import type { Plan } from './plan/plan.ts';
import type { Counts, PlanCounts } from './plan/plan-counts.ts';
import type { ListedGhost } from './run/awaited-ghosts.ts';

/** One round of an attempt. */
export interface Pass {
    /** From 1, through all attempts of the run. */
    readonly number: number;
    readonly startedAt: string;
    /** What is counted once in an attempt is counted in its first pass. */
    readonly isFirstOfAttempt: boolean;
}

/** What the decide stage hands on: every user's fate, known before the first write. */
export interface DecidedMigration {
    readonly pass: Pass;
    readonly exported: ExportedUsers;
    readonly counts: PlanCounts;
    readonly plan: Plan;
    /** Name of the artifact that lists the excluded users with their reasons, as NDJSON. */
    readonly excludedArtifact: string;
    /** Name of the artifact that lists who has a newer password in the source, as NDJSON. */
    readonly changedPasswordsArtifact: string;
    /** Name of the artifact that lists the moved users who are no longer in the source, as NDJSON. */
    readonly goneArtifact: string;
    readonly work: WorkList;
    /** Users whose ghosts waited for a login: those whom the target shows now, and those who are still kept out. */
    readonly awaitedGhosts: { readonly healed: number; readonly waiting: readonly ListedGhost[] };
    /** Users who came after the approved plan was carried out, and who are not sent without another approval. */
    readonly awaitingApproval: number;
    /** Tells whether a user of the source is, or will be, in the target; only where the definition copies assignments. */
    isKept(sourceUserId: string): boolean;
    /** Full IDs of moved users who are linked to a user of another connection in the source by now: the export shows no line of theirs. */
    readonly linkedElsewhere: readonly string[];
}

/** What the import stage hands on. */
export interface ImportedMigration {
    readonly decided: DecidedMigration;
    /** The users that Auth0 refused. */
    readonly rejected: readonly RejectedUser[];
    /** Users who were deleted in the source, and so by this pass in the target. */
    readonly deletedGone: number;
    /** Users who gave up an address, a username or a phone number that another user of the source may wait for. */
    readonly freedIdentifiers: number;
    /** Users whose update waits for another pass, because somebody has edited them in the target since the export, or the call got no answer. */
    readonly postponed: number;
    /** Excluded users whose block waits for the same reasons. */
    readonly postponedBlocks: number;
    /** Users who were to be updated and are not in the target any more. */
    readonly gone: number;
    /** Undefined where the users of the source stay. */
    readonly replacement?: ReplacedUsers;
}

/** What became of the users of a source whose IDs go along inside one tenant. */
export interface ReplacedUsers {
    /** Users that were imported in this pass, and whose user of the source is deleted. */
    readonly replaced: number;
    /** Users that stay in the source, by reason. */
    readonly staying: Counts;
    readonly stayingUsers: number;
    /** Name of the artifact that lists them. */
    readonly stayingArtifact: string;
}

/**
 * What a rejected user turned out to be, by evidence.
 *
 * - `imported`: it is in the target as this run sent it; the answer to its first request was lost
 * - `existing`: an account of the target connection has its address, from before or from elsewhere
 * - `duplicate-in-source`: another user of the source, imported by this pass, has its ID, username or phone number
 * - `linked-secondary`: it is linked to another user of the target as a secondary identity
 * - `orphan`: the target has a profile with its address and without an identity
 * - `ghost`: Auth0 refuses it as existing and no look-up finds it
 * - `repaired`: it was a ghost, which was deleted, and it was imported
 * - `undecidable`: a look-up was not possible
 * - `refused`: another account of the target connection has its ID, username or phone number, or Auth0 refused the record for a reason of its own
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

/** Users that a report names of one kind at most. */
export const MOST_NAMED = 1_000;

/** A user as a report names it, where it may. */
export interface NamedUser {
    readonly sourceUserId: string;
    readonly email: string;
    /** What became of it. */
    readonly what: string;
}

/** The rejected users of a pass, counted. */
export interface Rejections {
    /** Name of the artifact that lists them, as {@link ClassifiedRejection}. */
    readonly artifact: string;
    readonly byClass: Readonly<Partial<Record<RejectionClass, number>>>;
    /** Those that are not in the target, by class and Auth0's codes. */
    readonly byReason: Counts;
}

/** What the reconcile stage hands on. */
export interface ReconciledMigration extends Omit<ImportedMigration, 'rejected'> {
    readonly rejections: Rejections;
    /** Those of them that are in the target, and stay as they were: they were to be updated. */
    readonly refusedUpdates: number;
    /** The first rejected users; only where the run may name users. */
    readonly named: readonly NamedUser[];
    /** Name of the artifact that lists the users whom ghosts keep out; undefined where there are none. */
    readonly ghostArtifact: string | undefined;
}

/** What the attach stage hands on. */
export interface AttachedMigration extends ReconciledMigration {
    /** The target after the import. */
    readonly snapshot: Snapshot;
    /** Undefined where the definition copies none. */
    readonly assignments: AttachedAssignments | undefined;
}

/** What the verify stage found in the target. */
export interface Verification {
    /** Users that this migration moved and that should be in the target: all but those who were deleted there since. */
    readonly compared: number;
    /** Users of which a field differs from what was sent, and nobody has changed it since. */
    readonly mismatched: number;
    /** Users that are not in the target, and that no pass has seen there. */
    readonly missing: number;
    /** Users that somebody else has changed since they were sent. */
    readonly changedSince: number;
    /** Users whose second factors no API could move, by the kind of factor. */
    readonly factorsToEnroll: Counts;
    /** Name of the artifact that lists them. */
    readonly factorArtifact: string;
    /** Users that an earlier pass has verified, and that somebody has deleted in the target since. */
    readonly deletedSince: number;
    /** Users that are in the target twice: by their address, or by the ID of the source that is remembered. */
    readonly doubled: number;
    /** Users that this migration moved and that are no longer in the source. */
    readonly goneFromSource: number;
    /** What the lists of the target show of the assignments; undefined where the definition copies none. */
    readonly assignments: VerifiedAssignments | undefined;
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
    /** Name of the artifact that lists linked identities whose profile data differ from the source's, with field names and without values. */
    readonly linkArtifact: string;
}

/** What the verify stage hands on. */
export interface VerifiedMigration extends AttachedMigration {
    readonly verification: Verification;
}
