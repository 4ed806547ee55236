import type { RunState } from './run-state.ts';

/** A run of the project, as its journal shows it. */
export interface RememberedRun {
    readonly runId: string;
    readonly folder: string;
    readonly state: RunState;
}
