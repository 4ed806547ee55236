import type { StayingUsers } from '../decommission/staying-users.ts';
import { connectionOf, type TargetIndex } from '../identity/target-index.ts';
import { patchCallsOf } from '../imports/patch-user.ts';
import { DigestSet } from '../records/digest-table.ts';
import { endOrAbort, openArtifactWriter } from '../run-store/artifact-writer.ts';
import { jsonLine, readJsonLines } from '../run-store/json-lines.ts';
import { LIVE_STATUSES } from '../run-store/ledger.ts';
import { restorationOf } from '../users/replaced-fields.ts';
import { type ReplacedUser, readReplacedUsers } from './replaced-users.ts';
import type { RollbackNeeds } from './rollback-needs.ts';

/** The accounts of which a run has kept what it replaced. */
export interface RestorableUsers {
    /** Accounts that have something to restore. */
    readonly restorable: number;
    /** Tells whether the run has kept what it replaced of a user of the source. */
    isKnown(sourceUserId: string): boolean;
}

/**
 * Finds the accounts that were in the target before the run and that still have values which the run wrote, and writes what it replaced into a list that
 * only this process can read.
 *
 * @param kept - gets the accounts of which somebody has changed something since, also where the rest can be restored
 */
export async function listRestorable(
    run: RollbackNeeds,
    index: TargetIndex,
    artifact: string,
    kept: StayingUsers,
): Promise<RestorableUsers> {
    const { store, target } = run;
    const digest = (text: string) => store.ledger.digest(text);
    const [sources, counted, listed] = [new DigestSet(), new DigestSet(), new DigestSet()];
    let restorable = 0;
    const writer = openArtifactWriter(store.ephemeral, artifact);
    await endOrAbort([writer], async () => {
        for await (const users of readReplacedUsers(store.artifacts, store.journal.state.rolledBackPass)) {
            run.time.stopIfAsked();
            for (const user of users) {
                sources.add(digest(user.sourceUserId));
                const id = digest(user.targetUserId);
                // An earlier write of the same account: what it replaced follows once the later one is undone.
                const isCounted = counted.has(id);
                const profile = index.byId(user.targetUserId)?.profile;
                const isThere = profile !== undefined && connectionOf(profile) === target.connection.name;
                const { body, isChangedSince } = isThere ? restorationOf(user, profile) : GONE;
                const isShared = index.isIdShared(user.targetUserId);
                if ((isChangedSince || isShared) && !isCounted && !listed.has(id)) {
                    listed.add(id);
                    const reason = isShared ? 'NO_SAFE_CALL' : 'CHANGED_SINCE';
                    await kept.add([{ userId: user.targetUserId, reason }]);
                }
                if (isShared || !isThere || (body === undefined && !isCounted)) continue;
                if (counted.add(id)) restorable += 1;
                await writer.write(jsonLine(user));
            }
        }
    });
    return { restorable, isKnown: (sourceUserId) => sources.has(digest(sourceUserId)) };
}

const GONE = { body: undefined, isChangedSince: true } as const;

/**
 * Writes back what the listed accounts had before the run, each after another look: only values that are still as the run wrote them.
 *
 * The ledger forgets an account first, so that a later copy decides about it as if for the first time. A rollback that is killed finds what it has
 * restored, and leaves it.
 *
 * @returns how many accounts were restored
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenant throws
 */
export async function restoreUsers(run: RollbackNeeds, artifact: string): Promise<number> {
    const { store, target, time } = run;
    const restored = new DigestSet();
    let count = 0;
    for await (const users of readJsonLines<ReplacedUser>(store.ephemeral, artifact)) {
        for (const user of users) {
            time.stopIfAsked();
            const { sourceUserId, targetUserId } = user;
            const now = await target.tenant.findUserById(targetUserId);
            if (now === undefined || connectionOf(now) !== target.connection.name) continue;
            const { body } = restorationOf(user, now);
            if (body === undefined) continue;
            const known = store.ledger.get(sourceUserId);
            if (known !== undefined && LIVE_STATUSES.has(known.status))
                await store.ledger.append([[sourceUserId, { ...known, status: 'missing', targetId: undefined }]]);
            for (const call of patchCallsOf(body)) await target.tenant.updateUser(targetUserId, call);
            if (restored.add(store.ledger.digest(targetUserId))) count += 1;
        }
    }
    return count;
}
