import type { StayingUsers } from '../decommission/staying-users.ts';
import { isMigrationError } from '../errors.ts';
import { connectionOf, type TargetIndex } from '../identity/target-index.ts';
import { partsOf, patchCallsOf } from '../imports/patch-user.ts';
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
 * restored, and leaves it. An address that another account of the list still has is tried again once that one has its own back.
 *
 * @param kept - gets the accounts that cannot get everything back, such as an address that somebody else has by now
 * @returns how many accounts were restored
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenant throws, but for a refusal of one account
 */
export async function restoreUsers(run: RollbackNeeds, artifact: string, kept: StayingUsers): Promise<number> {
    const { store } = run;
    const digestOf = ({ targetUserId }: ReplacedUser) => store.ledger.digest(targetUserId);
    const restored = new DigestSet();
    const refusedOnce = new DigestSet();
    // Of each account that was refused something, with what earlier passes replaced of it.
    const waiting: ReplacedUser[] = [];
    let count = 0;
    const restore = async (user: ReplacedUser): Promise<boolean> => {
        const { isWritten, isWhole } = await restoreUser(run, user);
        if (isWritten && restored.add(digestOf(user))) count += 1;
        return isWhole;
    };
    let refused: ReplacedUser[] = [];
    for await (const users of readJsonLines<ReplacedUser>(store.ephemeral, artifact)) {
        for (const user of users) {
            if (!(await restore(user))) {
                refused.push(user);
                refusedOnce.add(digestOf(user));
            }
            if (refusedOnce.has(digestOf(user))) waiting.push(user);
        }
    }
    for (let before = Number.POSITIVE_INFINITY; refused.length > 0 && refused.length < before; ) {
        before = refused.length;
        refused = [];
        for (const user of waiting) if (!(await restore(user))) refused.push(user);
    }
    const accounts = new Set(refused.map(({ targetUserId }) => targetUserId));
    await kept.add([...accounts].map((userId) => ({ userId, reason: 'REFUSED' })));
    return count;
}

async function restoreUser(
    { store, target: { tenant, connection }, time }: RollbackNeeds,
    user: ReplacedUser,
): Promise<{ readonly isWritten: boolean; readonly isWhole: boolean }> {
    time.stopIfAsked();
    const { sourceUserId, targetUserId } = user;
    const now = await tenant.findUserById(targetUserId);
    const isThere = now !== undefined && connectionOf(now) === connection.name;
    const body = isThere ? restorationOf(user, now).body : undefined;
    if (body === undefined) return { isWritten: false, isWhole: true };
    const known = store.ledger.get(sourceUserId);
    if (known !== undefined && LIVE_STATUSES.has(known.status))
        await store.ledger.append([[sourceUserId, { ...known, status: 'missing', targetId: undefined }]]);
    let [isWritten, isWhole] = [false, true];
    const calls = patchCallsOf(body);
    for (let call = calls.shift(); call !== undefined; call = calls.shift()) {
        try {
            await tenant.updateUser(targetUserId, call);
            isWritten = true;
        } catch (error) {
            if (!isRefusedForOneUser(error)) throw error;
            const parts = partsOf(call);
            if (parts.length > 1) calls.unshift(...parts);
            else isWhole = false;
        }
    }
    return { isWritten, isWhole };
}

// Any other refusal would be given to every account.
function isRefusedForOneUser(error: unknown): boolean {
    if (!isMigrationError(error) || error.code !== 'REQUEST_REFUSED') return false;
    return error.statusCode === 400 || error.statusCode === 409;
}
