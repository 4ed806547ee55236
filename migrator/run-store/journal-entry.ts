import type { JobSummary } from '../tenant/jobs.ts';

/** Version of the journal's facts. An older journal is refused: nothing was released that wrote one. */
export const JOURNAL_SCHEMA_VERSION = 2;

/** One endpoint of a migration, as a run remembers it. */
export type EndpointIdentity =
    | { readonly kind: 'connection'; readonly domain: string; readonly connectionId: string; readonly name: string }
    | { readonly kind: 'file'; readonly file: string; readonly connection?: string };

/** Which endpoint of a migration: where users come from, or where they go. */
export type EndpointRole = 'source' | 'target';

/** IDs of the clients that a cut-over switches, by the side that they are enabled on. */
export type SwitchedClientIds = Readonly<Record<EndpointRole, readonly string[]>>;

/** What one pass did, in numbers. */
export interface PassSummary {
    readonly pass: number;
    /** Users that this pass created in the target. */
    readonly new: number;
    /** Users of the target that this pass changed. */
    readonly updated: number;
    /** Users that this pass deleted in the target, since they were deleted in the source; absent where there are none. */
    readonly deleted?: number;
    /** Users whose password in the source is newer than the one in the target; absent where there are none. */
    readonly changedPasswords?: number;
    /** The phase that it was made for; absent in journals of older versions. */
    readonly phase?: string;
    readonly startedAt: string;
    readonly finishedAt: string;
}

/**
 * One fact about a run. Facts are only ever added; the state of a run is what its facts say together.
 *
 * - An export goes `export-started` (as soon as Auth0 named its job, so that a later attempt takes it up again) and
 *   `export-finished`.
 * - A submission is the users of one import job. It goes `submission-started` (before the request leaves),
 *   `submission-accepted` (as soon as Auth0 named the job), `submission-finished` (after its errors were read). One that only
 *   started is in doubt: nobody knows whether the job exists.
 *
 * No fact names a user: source IDs may be e-mail addresses, so they are kept as digests.
 */
export type JournalEntry =
    | {
          readonly type: 'run-started';
          readonly schemaVersion: typeof JOURNAL_SCHEMA_VERSION;
          /** File name of the definition, without its ending. */
          readonly definition: string;
          readonly source: EndpointIdentity;
          readonly target: EndpointIdentity;
          /** 16 bytes in hex, drawn for this run: the digests of its ledger depend on it. */
          readonly digestKey: string;
          readonly at: string;
      }
    | {
          readonly type: 'pass-started';
          readonly pass: number;
          /** SHA-256 in hex of what the definition says of how users are mapped. */
          readonly mappingDigest: string;
          readonly at: string;
      }
    | {
          readonly type: 'export-started';
          readonly endpoint: EndpointRole;
          readonly jobId: string;
          /** What is exported, so that another attempt takes up only what it needs: connection and fields. */
          readonly scope: string;
          readonly at: string;
      }
    /** An attempt ended while it waited for this export, which tells whether exports take a good part of its time. */
    | { readonly type: 'export-waited'; readonly endpoint: EndpointRole; readonly at: string }
    | {
          readonly type: 'export-finished';
          readonly endpoint: EndpointRole;
          readonly scope: string;
          readonly artifact: string;
          readonly users: number;
          readonly digest: string;
          /** When the export began: whatever happened later may not be in it. */
          readonly takenAt: string;
          readonly at: string;
      }
    | {
          readonly type: 'submission-started';
          /** From 1, through all passes of the run. */
          readonly submission: number;
          readonly users: number;
          readonly at: string;
      }
    /** Accounts of the target are about to become users of the source. */
    | { readonly type: 'adoptions-started'; readonly at: string }
    | {
          readonly type: 'submission-accepted';
          readonly submission: number;
          readonly jobId: string;
          readonly at: string;
          /** `created_at` of the job, by the tenant's clock. */
          readonly tenantTime?: string;
          /** Whether an earlier request of the submission got no answer: it may have made users, too. */
          readonly isRepeated?: true;
      }
    | {
          readonly type: 'submission-finished';
          readonly submission: number;
          /** When the job was seen to have ended; undefined where nobody followed it. */
          readonly endedAt?: string;
          /** How often the job was polled. */
          readonly polls?: number;
          /** Whether the job failed as a whole. */
          readonly failed?: boolean;
          readonly summary?: JobSummary;
          /** Users that Auth0 refused. */
          readonly refused: number;
          /** Users that are in the target without the second factor that they brought. */
          readonly lostFactors?: number;
          /** Those users, as digests of their source IDs, with the kinds of their factors. */
          readonly withoutFactors?: readonly { readonly user: string; readonly factors: readonly string[] }[];
          readonly at: string;
      }
    /** A ghost is about to be deleted so that its user can be imported; `user` is a digest of the source ID. */
    | { readonly type: 'ghost-deleting'; readonly user: string; readonly at: string }
    /** A role of the target is about to be made, of these roles of the source; until it is created it may lack permissions. */
    | { readonly type: 'role-creating'; readonly role: string; readonly from: readonly string[]; readonly at: string }
    | { readonly type: 'role-created' | 'role-refused'; readonly role: string; readonly at: string }
    /** Everything that users have beside their profiles was compared and written. */
    | {
          readonly type: 'assignments-written';
          readonly pass: number;
          /** Assignments that the users of the source have. */
          readonly wanted: number;
          readonly written: number;
          /** Those that the source has taken away since they were written; absent in journals of older versions. */
          readonly removed?: number;
          readonly refused: number;
          readonly at: string;
      }
    /** What the ledger of assignments knew of users was forgotten, as it was older than the journal. */
    | { readonly type: 'assignments-forgotten'; readonly assignmentRecords: number; readonly at: string }
    | ({
          readonly type: 'pass-completed';
          /** SHA-256 in hex of the definition's file, where everybody was in the target as they should be. */
          readonly verified?: string;
          /** Whether the ledger has users: also those whom an earlier run sent, whose folder was lost. */
          readonly hasUsers?: true;
          /** Records of the ledger of assignments by then; absent in journals of older versions, and where it has none. */
          readonly assignmentRecords?: number;
          readonly at: string;
      } & PassSummary)
    /** The program says which clients a cut-over switches. */
    | { readonly type: 'switched-clients-named'; readonly clients: SwitchedClientIds; readonly at: string }
    /** Logins are about to go through another connection than before. */
    | { readonly type: 'switch-started'; readonly to: EndpointRole; readonly at: string }
    /** Both connections were read, and logins go through this one alone. */
    | { readonly type: 'switch-completed'; readonly to: EndpointRole; readonly at: string }
    /** Users of the source are about to be deleted; how many may be, as this attempt sees it. */
    | { readonly type: 'decommission-started'; readonly users: number; readonly at: string }
    /** These, by digests of their IDs, are about to be deleted. */
    | { readonly type: 'source-users-deleting'; readonly users: readonly string[]; readonly at: string }
    /** How many of them are gone. */
    | { readonly type: 'source-users-deleted'; readonly users: number; readonly at: string }
    /** Everybody who could be deleted is gone, and the target was verified once more. */
    | { readonly type: 'decommission-completed'; readonly staying: number; readonly at: string }
    /** Users of the source are about to be replaced, whose profiles and assignments lie in this artifact. */
    | {
          readonly type: 'replacement-started';
          readonly artifact: string;
          readonly users: number;
          readonly at: string;
      }
    /** One of the two users with an ID is about to be deleted; `user` is a digest of that ID. */
    | { readonly type: 'replacement-deleting'; readonly user: string; readonly at: string }
    /** Each of these IDs is known to have one user with its assignments; those whose user of the source is gone count as replaced. */
    | { readonly type: 'replacement-finished'; readonly replaced: number; readonly at: string }
    /** Users that the run created in the target are about to be removed. */
    | { readonly type: 'rollback-started' | 'rollback-completed'; readonly users: number; readonly at: string }
    /** A user of the target is about to get a mail or a ticket to reset the password; `user` is a digest of the account in the target: its ID and when it was created. */
    | { readonly type: 'reset-started'; readonly campaign: string; readonly user: string; readonly at: string }
    /** Auth0 took the request, or refused it. */
    | {
          readonly type: 'reset-finished';
          readonly campaign: string;
          readonly user: string;
          readonly outcome: 'sent' | 'refused';
          readonly at: string;
      }
    /** Somebody approved a plan, and the run began to carry it out. */
    | { readonly type: 'plan-approved'; readonly digest: string; readonly at: string };
