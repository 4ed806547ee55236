import type { RunState } from '../run-state.ts';
import { openFileLedger } from './file-ledger.ts';

/** How far a run has come. */
export interface RunProgress {
    /** What the run is known by. */
    readonly runId: string;
    /** Users who were sent and are in the target, as far as the run knows. */
    readonly moved: number;
    /** Whether its last pass was completed. */
    readonly isComplete: boolean;
    /** When its last complete pass ended, in ISO 8601; undefined where none was. */
    readonly completedAt: string | undefined;
}

/** Reads from a run's folder how far the run has come. */
export function runProgress(runId: string, folder: string, state: RunState): RunProgress {
    let moved = 0;
    try {
        const ledger = openFileLedger(folder, state.start?.digestKey ?? '', true);
        const { sent, verified, wrong } = ledger.countByStatus();
        moved = sent + verified + wrong;
        void ledger.close();
    } catch {
        // It was purged.
    }
    return { runId, moved, isComplete: state.isPassCompleted, completedAt: state.passes.at(-1)?.finishedAt };
}
