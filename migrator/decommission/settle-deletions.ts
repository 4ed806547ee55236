import { readSourceUsers } from '../exports/source-users.ts';
import type { VerifiedMigration } from '../migration.ts';
import { digestText } from '../records/digest.ts';
import type { Run } from '../run/run.ts';

type Needs = Pick<Run, 'definition' | 'source' | 'store' | 'time'>;

/** Gives how the journal names a user of the source. */
export function deletionDigestOf({ store }: Pick<Run, 'store'>, userId: string): string {
    return digestText(store.ledger.digest(userId));
}

/**
 * Counts those whom an earlier attempt was deleting when it ended, and who are not in the export of this pass: they count against `maxDeletions`, too.
 */
export async function settleDeletions(run: Needs, { decided }: Pick<VerifiedMigration, 'decided'>): Promise<void> {
    const { journal } = run.store;
    const gone = new Set(journal.state.decommission?.deleting);
    if (gone.size === 0) return;
    for await (const users of readSourceUsers(run, decided.exported.source.artifact)) {
        run.time.stopIfAsked();
        for (const { sourceUserId } of users) gone.delete(deletionDigestOf(run, sourceUserId));
    }
    const at = new Date(run.time.clock.now()).toISOString();
    await journal.append({ type: 'source-users-deleted', users: gone.size, at });
}
