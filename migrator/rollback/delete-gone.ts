import { refuseDeleteScript } from '../decommission/refuse-delete-script.ts';
import type { StayReason } from '../decommission/staying-users.ts';
import type { ConnectionEndpoint } from '../run/endpoints.ts';
import type { Run } from '../run/run.ts';
import { readJsonLines } from '../run-store/json-lines.ts';
import type { LedgerRecord } from '../run-store/ledger.ts';
import { SEARCH_LAG_MS } from '../tenant/limits.ts';
import { type GoneUser, isLinkedInSource } from './list-gone.ts';
import { removeUnusedUser } from './remove-unused-user.ts';

type Needs = Pick<Run, 'source' | 'target' | 'store' | 'time'>;

const CALLS_AT_ONCE = 8;

/**
 * Deletes the users of the target that were deleted in the source, each after another look at both sides.
 *
 * The ledger learns of it afterwards, as of users who are missing: one that appears in the source again is sent again.
 *
 * @param artifact - the list of those who are gone
 * @returns how many were deleted
 * @throws {MigrationError} `TARGET_HAS_DELETE_SCRIPT` before anybody is deleted; `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenants throw
 */
export async function deleteGoneUsers(run: Needs, artifact: string): Promise<number> {
    const { source, target, store, time } = run;
    if (source.kind === 'file') return 0;
    await refuseDeleteScript(target, { code: 'TARGET_HAS_DELETE_SCRIPT', outcome: 'Nothing was sent or deleted.' });
    // A user who was linked just before the export is missing from it, and the search does not show the link yet.
    await time.sleep(SEARCH_LAG_MS);
    let deleted = 0;
    for await (const users of readJsonLines<GoneUser>(store.artifacts, artifact)) {
        const removable = users.filter(({ reason }) => reason === undefined);
        for (let at = 0; at < removable.length; at += CALLS_AT_ONCE) {
            time.stopIfAsked();
            const some = removable.slice(at, at + CALLS_AT_ONCE);
            const outcomes = await Promise.allSettled(some.map((user) => deleteGoneUser(run, source, user)));
            const records = some.flatMap(({ sourceUserId = '' }, place): [string, LedgerRecord][] => {
                const outcome = outcomes[place];
                const known = store.ledger.get(sourceUserId);
                const isDeleted = outcome?.status === 'fulfilled' && outcome.value === undefined;
                return isDeleted && known !== undefined
                    ? [[sourceUserId, { ...known, status: 'missing', targetId: undefined }]]
                    : [];
            });
            await store.ledger.append(records);
            deleted += records.length;
            const failure = outcomes.find((outcome) => outcome.status === 'rejected');
            if (failure !== undefined) throw failure.reason;
        }
    }
    return deleted;
}

async function deleteGoneUser(run: Needs, source: ConnectionEndpoint, user: GoneUser): Promise<StayReason | undefined> {
    const { sourceUserId } = user;
    if (sourceUserId === undefined) return 'SOURCE_ID_UNKNOWN';
    if ((await source.tenant.findUserById(sourceUserId)) !== undefined) return 'STILL_IN_SOURCE';
    return (await isLinkedInSource(source, sourceUserId)) ? 'STILL_IN_SOURCE' : await removeUnusedUser(run, user);
}
