import type { JobSummary } from '../tenant/tenant.ts';
import type { RejectedUser } from '../users/rejected-user.ts';
import type { JournalEntry } from './journal.ts';

/** What the journal says of one batch. */
export interface BatchState {
    readonly digest: string;
    /** `unknown`: a request left, or was about to, and no job is known. */
    readonly status: 'unknown' | 'submitted' | 'finished';
    readonly users: number;
    readonly jobId?: string;
    /** When the last request left, or was about to; undefined in journals of older versions. */
    readonly submittingAt?: string | undefined;
    readonly submittedAt?: string;
    readonly finishedAt?: string;
    readonly endedAt?: string | undefined;
    readonly looks?: number | undefined;
    /** Whether its job failed as a whole. */
    readonly failed?: boolean;
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
    /** The newest pass whose report nobody waits for any more; 0 for none. */
    readonly deliveredPass: number;
    readonly exports: { readonly source?: ExportState; readonly target?: ExportState };
    /** The batches of the current pass, by number. */
    readonly batches: ReadonlyMap<number, BatchState>;
    /** The parts of batches that were sent once more in the current pass, by {@link partKey}. */
    readonly parts: ReadonlyMap<string, BatchState>;
    /** Lines of the users whose ghosts were deleted, or were about to be, in the current pass. */
    readonly deletedGhosts: ReadonlySet<number>;
}

/** Names a part of a batch. */
export function partKey(batch: number, part: string): string {
    return `${batch}/${part}`;
}

/** Says what the facts of a journal mean together. */
export function readRunState(entries: readonly JournalEntry[]): RunState {
    let definitionDigest: string | undefined;
    let pass = 0;
    let passStartedAt: string | undefined;
    let isPassCompleted = false;
    let deliveredPass = 0;
    let exports: { source?: ExportState; target?: ExportState } = {};
    const batches = new Map<number, BatchState>();
    const parts = new Map<string, BatchState>();
    const deletedGhosts = new Set<number>();
    const find = (entry: BatchEntry) =>
        entry.part === undefined ? batches.get(entry.batch) : parts.get(partKey(entry.batch, entry.part));
    const keep = (entry: BatchEntry, state: BatchState) => {
        if (entry.part === undefined) batches.set(entry.batch, state);
        else parts.set(partKey(entry.batch, entry.part), state);
    };
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
                parts.clear();
                deletedGhosts.clear();
                break;
            case 'export-finished':
                exports[entry.side] = { artifact: entry.artifact, users: entry.users, digest: entry.digest };
                break;
            case 'batch-submitting': {
                const { digest, users, at } = entry;
                keep(entry, { digest, status: 'unknown', users, rejected: [], submittingAt: at });
                break;
            }
            case 'batch-submitted': {
                const known = find(entry);
                if (known === undefined) break;
                keep(entry, { ...known, status: 'submitted', jobId: entry.jobId, submittedAt: entry.at });
                break;
            }
            case 'batch-finished': {
                const known = find(entry);
                if (known === undefined) break;
                const { summary, rejected, at, endedAt, looks, failed = false } = entry;
                keep(entry, {
                    ...known,
                    status: 'finished',
                    summary,
                    rejected,
                    finishedAt: at,
                    endedAt,
                    looks,
                    failed,
                });
                break;
            }
            case 'ghost-deleting':
                deletedGhosts.add(entry.line);
                break;
            case 'pass-completed':
                isPassCompleted = true;
                break;
            case 'report-delivered':
                deliveredPass = entry.pass;
                break;
        }
    }
    return {
        ...{ definitionDigest, pass, passStartedAt, isPassCompleted, deliveredPass },
        ...{ exports, batches, parts, deletedGhosts },
    };
}

type BatchEntry = Extract<JournalEntry, { batch: number }>;
