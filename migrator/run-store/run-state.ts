import type { JobSummary } from '../tenant/jobs.ts';
import type { EndpointRole, JournalEntry, PassSummary, SwitchedClientIds } from './journal-entry.ts';

/** What the journal says of one submission: the users of one import job. */
export interface SubmissionState {
    readonly submission: number;
    readonly pass: number;
    /**
     * - `in-doubt`: the request left, or was about to, and no job is known
     * - `accepted`: the job is known and was not seen to end
     * - `finished`: its errors were read, or another attempt found that it is over
     */
    readonly status: 'in-doubt' | 'accepted' | 'finished';
    readonly users: number;
    readonly startedAt: string;
    readonly jobId?: string;
    readonly acceptedAt?: string;
    /** When the tenant made the job, by the tenant's clock. */
    readonly tenantTime?: string | undefined;
    /** Whether an earlier request got no answer: it may have made users, too. */
    readonly isRepeated?: boolean;
    readonly endedAt?: string | undefined;
    readonly polls?: number | undefined;
    readonly failed?: boolean | undefined;
    readonly summary?: JobSummary | undefined;
    readonly refused?: number;
    readonly lostFactors?: number | undefined;
}

/** An export job that was started and whose file was not fetched yet. */
export interface PendingExport {
    readonly jobId: string;
    readonly scope: string;
    readonly startedAt: string;
    /** Until when an attempt waited for it; undefined where its process was killed. */
    readonly waitedUntil?: string;
}

/** The newest export of one endpoint. */
export interface FinishedExport {
    readonly scope: string;
    readonly artifact: string;
    readonly users: number;
    readonly digest: string;
    readonly takenAt: string;
    readonly finishedAt: string;
}

/** Something that a run did beside its passes. */
export type Milestone =
    | { readonly what: 'logins-switched'; readonly to: EndpointRole; readonly at: string }
    /** All users that were deleted in the source so far, or those that a rollback removed or restored. */
    | { readonly what: 'decommissioned' | 'rolled-back'; readonly users: number; readonly at: string };

/** What the journal says of a run. */
export interface RunState {
    /** Undefined before the run's first attempt. */
    readonly start: Extract<JournalEntry, { type: 'run-started' }> | undefined;
    /** The current pass, from 1; 0 before the first. */
    readonly pass: number;
    readonly passStartedAt: string | undefined;
    readonly isPassCompleted: boolean;
    readonly passes: readonly PassSummary[];
    /** What happened between the passes, in order. */
    readonly milestones: readonly Milestone[];
    /** What the definition said of how users are mapped when the first were sent; undefined while nobody was. */
    readonly sentMapping: string | undefined;
    readonly pendingExports: Readonly<Partial<Record<EndpointRole, PendingExport>>>;
    readonly exports: Readonly<Partial<Record<EndpointRole, FinishedExport>>>;
    /** When each snapshot of the source was taken, in milliseconds since the Unix epoch. */
    readonly sourceSnapshots: readonly number[];
    /** Submissions of all passes, by number. */
    readonly submissions: ReadonlyMap<number, SubmissionState>;
    /** Digests of the source IDs of all users whose ghosts were deleted, or were about to be. */
    readonly deletedGhosts: ReadonlySet<string>;
    /** Kinds of the second factors with which users could not be imported, by digests of their source IDs. */
    readonly withoutFactors: ReadonlyMap<string, readonly string[]>;
    /** Roles of the target that were begun and not finished, each with the names of its roles in the source. */
    readonly rolesBegun: ReadonlyMap<string, readonly string[]>;
    /** Records that the ledger of assignments must have at least. */
    readonly assignmentRecords: number;
    /** The approved plan that the run carries out. */
    readonly approvedPlan: string | undefined;
    /** SHA-256 in hex of the definition by which the last complete pass was verified; undefined where it was not. */
    readonly verifiedBy: string | undefined;
    /** Whether any pass was verified so far. */
    readonly wasVerified: boolean;
    /** The clients that a cut-over switches, as a program said last; undefined where none did. */
    readonly switchedClients: SwitchedClientIds | undefined;
    /** The last change of the connection that logins go through; undefined where this migration made none. */
    readonly switched: { readonly to: EndpointRole; readonly isCompleted: boolean } | undefined;
    /** The last pass that a rollback has undone; 0 where none has. */
    readonly rolledBackPass: number;
    /**
     * What became of the users of each reset campaign, by digests of their accounts in the target. One that only started is `unknown`: nobody
     * knows whether Auth0 took the request. One that Auth0 refused is left out.
     */
    readonly resets: ReadonlyMap<string, ReadonlyMap<string, 'sent' | 'unknown'>>;
    /** Users of the source that were deleted in all attempts; undefined before the first. */
    readonly decommission:
        | {
              readonly deleted: number;
              /** Digests of the IDs of users of whom an attempt that was killed, or got no answer, has not said whether they are gone. */
              readonly deleting: readonly string[];
              readonly isCompleted: boolean;
              /** Users that the last complete attempt left in the source. */
              readonly staying: number;
          }
        | undefined;
    /** Users of the source that were replaced in all attempts; undefined before the first. */
    readonly replacement: ReplacementState | undefined;
}

/** What the journal says of users of the source that are replaced. */
export interface ReplacementState {
    readonly replaced: number;
    /** The users whose replacement was begun and did not come to its end; undefined where there are none. */
    readonly open: { readonly artifact: string; readonly deleting: ReadonlySet<string> } | undefined;
}
