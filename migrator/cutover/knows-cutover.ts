import type { RunState } from '../run-store/run-state.ts';

/** Tells whether a run's journal says that logins go through the target, or are on their way back. */
export function knowsCutover(state: Pick<RunState, 'switched'> | undefined): boolean {
    const { switched } = state ?? {};
    return switched?.to === 'target' || switched?.isCompleted === false;
}
