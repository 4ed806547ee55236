import type { RejectedUser } from '../migration.ts';
import type { JobSummary } from '../tenant/tenant.ts';
import type { JournalEntry } from './journal.ts';

/** What the journal says of one batch. */
export interface BatchState {
    readonly digest: string;
    /** `unknown`: a request left, or was about to, and no job is known. */
    readonly status: 'unknown' | 'submitted' | 'finished';
    readonly users: number;
    readonly jobId?: string;
    readonly submittedAt?: string;
    readonly summary?: JobSummary | undefined;
    readonly rejected: readonly RejectedUser[];
}

/** What the journal says of one exported side of the current pass. */
export interface ExportState {
    readonly artifact: string;
    readonly users: number;
    readonly digest: string;
}

/** What the journal says of a run. */
export interface RunState {
    /** SHA-256 of the definition with which the run began; undefined before its start. */
    readonly definitionDigest: string | undefined;
    /** The current pass, from 1; 0 before the first. */
    readonly pass: number;
    readonly passStartedAt: string | undefined;
    readonly isPassCompleted: boolean;
    readonly exports: { readonly source?: ExportState; readonly target?: ExportState };
    /** The batches of the current pass, by number. */
    readonly batches: ReadonlyMap<number, BatchState>;
}

/** Says what the facts of a journal mean together. */
export function readRunState(entries: readonly JournalEntry[]): RunState {
    let definitionDigest: string | undefined;
    let pass = 0;
    let passStartedAt: string | undefined;
    let isPassCompleted = false;
    let exports: { source?: ExportState; target?: ExportState } = {};
    const batches = new Map<number, BatchState>();
    for (const entry of entries) {
        switch (entry.type) {
            case 'run-started':
                definitionDigest = entry.definitionDigest;
                break;
            case 'pass-started':
                pass = entry.pass;
                passStartedAt = entry.at;
                isPassCompleted = false;
                exports = {};
                batches.clear();
                break;
            case 'export-finished':
                exports[entry.side] = { artifact: entry.artifact, users: entry.users, digest: entry.digest };
                break;
            case 'batch-submitting':
                batches.set(entry.batch, { digest: entry.digest, status: 'unknown', users: entry.users, rejected: [] });
                break;
            case 'batch-submitted': {
                const known = batches.get(entry.batch);
                if (known !== undefined) {
                    batches.set(entry.batch, {
                        ...known,
                        status: 'submitted',
                        jobId: entry.jobId,
                        submittedAt: entry.at,
                    });
                }
                break;
            }
            case 'batch-finished': {
                const known = batches.get(entry.batch);
                if (known !== undefined) {
                    batches.set(entry.batch, {
                        ...known,
                        status: 'finished',
                        summary: entry.summary,
                        rejected: entry.rejected,
                    });
                }
                break;
            }
            case 'pass-completed':
                isPassCompleted = true;
                break;
        }
    }
    return { definitionDigest, pass, passStartedAt, isPassCompleted, exports, batches };
}
