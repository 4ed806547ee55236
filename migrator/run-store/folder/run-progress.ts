import { LIVE_STATUSES } from '../ledger.ts';
import type { RunState } from '../run-state.ts';
import { openFileLedger } from './file-ledger.ts';

/** How far a run has come. */
export interface RunProgress {
    /** What the run is known by. */
    readonly runId: string;
    /** Users who were sent and are in the target, as far as the run knows. */
    readonly moved: number;
    /** Those of them who have no password of the source that works in the target: a reset campaign is for them. */
    readonly withoutPassword: number;
    /** Whether its last pass was completed. */
    readonly isComplete: boolean;
    /** When its last complete pass ended, in ISO 8601; undefined where none was. */
    readonly completedAt: string | undefined;
    /** Users of the source that its decommissioning has deleted so far. */
    readonly decommissioned: number;
}

/** Reads from a run's folder how far the run has come. */
export function runProgress(runId: string, folder: string, state: RunState): RunProgress {
    let [moved, withoutPassword] = [0, 0];
    try {
        const ledger = openFileLedger(folder, state.start?.digestKey ?? '', true);
        ledger.forEach(({ status, password }) => {
            if (!LIVE_STATUSES.has(status)) return;
            moved += 1;
            if (password !== undefined) withoutPassword += 1;
        });
        void ledger.close();
    } catch {
        // It was purged.
    }
    const { isPassCompleted: isComplete, passes, decommission } = state;
    return {
        ...{ runId, moved, withoutPassword, isComplete },
        completedAt: passes.at(-1)?.finishedAt,
        decommissioned: decommission?.deleted ?? 0,
    };
}
