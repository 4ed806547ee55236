import type { Run } from '../run/run.ts';
import type { RunStore } from '../run-store/run-store.ts';
import { NOBODY } from './assignment-name.ts';

/** Tells whether the ledger of assignments knows less than the journal says: it was lost, or an older backup of it was put back. */
export function isOlderThanJournal({ journal, assigned }: Pick<RunStore, 'journal' | 'assigned'>): boolean {
    return assigned.records < journal.state.assignmentRecords;
}

/**
 * Forgets what an older ledger of assignments knows of users: it may call ours what was taken away since and given again by somebody else.
 *
 * What it knows of organizations stays, their invitations among it: nobody is invited twice.
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
