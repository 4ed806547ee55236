import type { RunStore } from './run-store.ts';

/**
 * Tells whether a pass of the run was completed before.
 *
 * A finished migration never blocks its stack: users that cannot be moved are listed then, and everything else goes on.
 */
export function isFollowUp({ journal }: Pick<RunStore, 'journal'>): boolean {
    return journal.state.passes.length > 0;
}
