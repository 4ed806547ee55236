import type { Run } from '../run/run.ts';
import type { RunStore } from '../run-store/run-store.ts';
import { NOBODY } from './assignment-name.ts';

/** Tells whether the ledger of assignments has fewer records than the journal counts: it was lost, or restored from an older backup. */
export function isOlderThanJournal({ journal, assigned }: Pick<RunStore, 'journal' | 'assigned'>): boolean {
    return assigned.records < journal.state.assignmentRecords;
}

/**
 * Drops the user records of a ledger of assignments that is older than the journal: an assignment that it lists as ours may since have been removed,
 * and granted again by somebody else.
 *
 * What it knows of organizations and their invitations is kept: nobody may be invited twice.
 */
export async function forgetOlderAssignments({ store, time }: Pick<Run, 'store' | 'time'>): Promise<void> {
    if (!isOlderThanJournal(store)) return;
    store.assigned.forget((holder) => holder !== NOBODY);
    await store.journal.append({
        type: 'assignments-forgotten',
        assignmentRecords: store.assigned.records,
        at: new Date(time.clock.now()).toISOString(),
    });
}
