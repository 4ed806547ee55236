import type { StayingUsers } from '../decommission/staying-users.ts';
import { readSourceUsers } from '../exports/source-users.ts';
import { findKnownUser, knownUserNeeds } from '../identity/known-user.ts';
import type { TargetIndex } from '../identity/target-index.ts';
import { endOrAbort, openArtifactWriter } from '../run-store/artifact-writer.ts';
import { jsonLine } from '../run-store/json-lines.ts';
import { isCreatedByRun, type LedgerStatus, LIVE_STATUSES } from '../run-store/ledger.ts';
import type { SourceUser } from '../users/source-record.ts';
import { deletionOf, type UserToDelete } from '../users/user-to-delete.ts';
import type { RestorableUsers } from './restore-users.ts';
import type { RollbackNeeds } from './rollback-needs.ts';
import { whyKept } from './why-kept.ts';

// A rollback that was killed has noted users as missing that it did not remove.
const MAY_BE_THERE: ReadonlySet<LedgerStatus> = new Set([...LIVE_STATUSES, 'missing']);

/** A user that may be removed from the target, with its ID in the source; personal data. */
export interface RemovableUser extends UserToDelete {
    readonly sourceUserId: string;
    /** As the target shows it. */
    readonly createdAt: unknown;
}

/** What users are looked up in, and where they are listed. */
export interface RemovableLists {
    readonly index: TargetIndex;
    /** Accounts that the run did not create. */
    readonly restorable: Pick<RestorableUsers, 'isKnown'>;
    /** Name of the list of those that may be removed. */
    readonly artifact: string;
    /** Gets the other users of the run. */
    readonly kept: StayingUsers;
}

/**
 * Finds the users of the target that this run created and that nobody has changed or logged in as since, and writes them into a list that only
 * this process can read.
 *
 * @param sourceArtifact - name of the export of the source
 * @returns how many there are
 */
export async function listRemovable(
    run: RollbackNeeds,
    sourceArtifact: string,
    { index, restorable, artifact, kept }: RemovableLists,
): Promise<number> {
    const { store } = run;
    const writer = openArtifactWriter(store.ephemeral, artifact);
    let users = 0;
    await endOrAbort([writer], async () => {
        for await (const some of readSourceUsers(run, sourceArtifact)) {
            run.time.stopIfAsked();
            for (const read of some) {
                const removable = await removableOf(run, { index, restorable, kept }, read);
                if (removable === undefined) continue;
                users += 1;
                await writer.write(jsonLine(removable));
            }
        }
    });
    return users;
}

async function removableOf(
    run: RollbackNeeds,
    { index, restorable, kept }: Omit<RemovableLists, 'artifact'>,
    read: SourceUser,
): Promise<RemovableUser | undefined> {
    const { store } = run;
    const { sourceUserId } = read;
    const recorded = store.ledger.get(sourceUserId);
    const { known, submission, user } = findKnownUser(knownUserNeeds(run, index), read, recorded);
    if (known === undefined || user === undefined || !MAY_BE_THERE.has(known.status)) return undefined;
    const { created_at: createdAt } = user.profile;
    const reason = whyKept(known, submission, user, (text) => store.ledger.digest(text));
    // Its list says what becomes of it.
    if (!isCreatedByRun(known) && restorable.isKnown(sourceUserId)) return undefined;
    if (reason === undefined) return { ...deletionOf(user.userId, user.profile), sourceUserId, createdAt };
    await kept.add([{ userId: user.userId, reason }]);
    return undefined;
}
