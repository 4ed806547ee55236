import type { StayingUsers } from '../decommission/staying-users.ts';
import type { ExportedUsers } from '../exports/exported-users.ts';
import { readSourceUsers } from '../exports/source-users.ts';
import { findKnownUser, knownUserNeeds } from '../identity/known-user.ts';
import { evidencePathOf } from '../identity/remembered-id.ts';
import { openTargetIndex, type TargetIndex } from '../identity/target-index.ts';
import type { Run } from '../run/run.ts';
import { openArtifactWriter } from '../run-store/artifact-writer.ts';
import { jsonLine } from '../run-store/json-lines.ts';
import { type LedgerStatus, LIVE_STATUSES } from '../run-store/ledger.ts';
import type { SourceUser } from '../users/source-record.ts';
import { deletionOf, type UserToDelete } from '../users/user-to-delete.ts';
import { whyKept } from './why-kept.ts';

/** What a rollback takes from a run. */
export type RollbackNeeds = Pick<Run, 'definition' | 'source' | 'target' | 'store' | 'time'>;

// A rollback that was killed has noted users as missing that it did not remove.
const MAY_BE_THERE: ReadonlySet<LedgerStatus> = new Set([...LIVE_STATUSES, 'missing']);

/** A user that may be removed from the target, with its ID in the source; personal data. */
export interface RemovableUser extends UserToDelete {
    readonly sourceUserId: string;
    /** As the target shows it. */
    readonly createdAt: unknown;
}

/**
 * Finds the users of the target that this run created and that nobody has changed or logged in as since, and writes them into a list that only
 * this process can read.
 *
 * @param kept - gets the other users of the run
 * @returns how many there are
 */
export async function listRemovable(
    run: RollbackNeeds,
    { source, target }: ExportedUsers,
    artifact: string,
    kept: StayingUsers,
): Promise<number> {
    const { store, definition } = run;
    const index = await openTargetIndex({
        ...{ artifacts: store.artifacts, artifact: target.artifact, users: target.users },
        connection: run.target.connection.name,
        evidencePath: evidencePathOf(definition.userIds),
        digest: (text) => store.ledger.digest(text),
    });
    const writer = openArtifactWriter(store.ephemeral, artifact);
    let users = 0;
    try {
        for await (const some of readSourceUsers(run, source.artifact)) {
            run.time.stopIfAsked();
            for (const read of some) {
                const removable = await removableOf(run, index, read, kept);
                if (removable === undefined) continue;
                users += 1;
                await writer.write(jsonLine(removable));
            }
        }
        await writer.end();
    } catch (error) {
        await writer.abort();
        throw error;
    } finally {
        index.close();
    }
    return users;
}

async function removableOf(
    run: RollbackNeeds,
    index: TargetIndex,
    read: SourceUser,
    kept: StayingUsers,
): Promise<RemovableUser | undefined> {
    const { store } = run;
    const { sourceUserId } = read;
    const recorded = store.ledger.get(sourceUserId);
    const { known, submission, user } = findKnownUser(knownUserNeeds(run, index), read, recorded);
    if (known === undefined || user === undefined || !MAY_BE_THERE.has(known.status)) return undefined;
    const { created_at: createdAt } = user.profile;
    const reason = whyKept(known, submission, user, (text) => store.ledger.digest(text));
    if (reason === undefined) return { ...deletionOf(user.userId, user.profile), sourceUserId, createdAt };
    await kept.add([{ userId: user.userId, reason }]);
    return undefined;
}
