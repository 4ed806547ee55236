import type { JobSummary } from '../tenant/tenant.ts';
import type { RejectedUser } from '../users/rejected-user.ts';

/**
 * One fact about a run. Facts are only ever added; the state of a run is what its facts say together.
 *
 * A batch goes `batch-submitting` (written before the request leaves), `batch-submitted` (as soon as Auth0 named the job),
 * `batch-finished` (after the refused users were read). A run that finds `batch-submitting` last does not know whether the
 * job exists. Some users of a batch are sent once more as a `part` of it: the halves of a batch whose job failed (`0`, `1`,
 * `01`, ...), or those worth another try (`again`); a part goes the same way as a batch.
 *
 * Fields that a later version added are optional, so that journals of older versions are read.
 */
export type JournalEntry =
    | {
          readonly type: 'run-started';
          readonly schemaVersion: 1;
          readonly definitionDigest: string;
          /** Domain of the target tenant; jobs that were measured in it tell later plans how long it takes. */
          readonly targetDomain?: string;
          readonly at: string;
      }
    | { readonly type: 'pass-started'; readonly pass: number; readonly at: string }
    | {
          readonly type: 'export-finished';
          readonly side: 'source' | 'target';
          readonly artifact: string;
          readonly users: number;
          readonly digest: string;
      }
    | {
          readonly type: 'batch-submitting';
          readonly batch: number;
          readonly part?: string;
          readonly digest: string;
          readonly users: number;
          readonly at?: string;
      }
    | {
          readonly type: 'batch-submitted';
          readonly batch: number;
          readonly part?: string;
          readonly jobId: string;
          readonly at: string;
      }
    | {
          readonly type: 'batch-finished';
          readonly batch: number;
          readonly part?: string;
          /** Undefined where the answer to the request was lost and the target itself proved what was done. */
          readonly jobId?: string | undefined;
          /** When the job was seen to have ended. */
          readonly endedAt?: string;
          /** How often the job was asked about. */
          readonly looks?: number;
          /** Whether the job failed as a whole. */
          readonly failed?: boolean;
          readonly summary: JobSummary | undefined;
          readonly rejected: readonly RejectedUser[];
          readonly at: string;
      }
    /** A ghost is about to be deleted so that its user can be imported: from here on the user is not in the target. */
    | { readonly type: 'ghost-deleting'; readonly line: number; readonly at: string }
    | { readonly type: 'pass-completed'; readonly pass: number; readonly at: string }
    /** Nobody waits for the report of this pass any more. */
    | { readonly type: 'report-delivered'; readonly pass: number; readonly at: string };

/**
 * The port to what a run remembers between processes.
 *
 * An implementation appends in order, returns from `append` only when the entry would survive a power cut, and gives the
 * entries back in the same order when it is opened again; an entry that was cut off at the end was never written.
 * Run `journalContract` of `test/contract/` over it.
 */
export interface Journal {
    /** The entries so far, in order. */
    readonly entries: readonly JournalEntry[];
    /**
     * Adds a fact.
     *
     * @throws `STORAGE_FULL` when there is no room; the entry was not written, and the journal can be opened again
     */
    append(entry: JournalEntry): Promise<void>;
    /** Lets another process have the run. */
    close(): Promise<void>;
}
