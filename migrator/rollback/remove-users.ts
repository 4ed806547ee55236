import type { StayingUsers, StayReason } from '../decommission/staying-users.ts';
import { isOfConnection } from '../imports/of-connection.ts';
import type { SourceEndpoint } from '../run/endpoints.ts';
import { readJsonLines } from '../run-store/json-lines.ts';
import type { LedgerRecord } from '../run-store/ledger.ts';
import { isLinkedInSource } from './list-gone.ts';
import type { RemovableUser } from './list-removable.ts';
import { removeUnusedUser } from './remove-unused-user.ts';
import type { RollbackNeeds } from './rollback-needs.ts';

const CALLS_AT_ONCE = 8;

/**
 * Removes the listed users from the target, each after another look at both sides.
 *
 * The ledger forgets them first, so that a later copy sends them again: a run that is killed between the two finds them in the target.
 *
 * @param kept - gets those who have changed in the meantime
 * @returns how many were removed
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenant throws
 */
export async function removeUsers(run: RollbackNeeds, artifact: string, kept: StayingUsers): Promise<number> {
    const { store, time } = run;
    let removed = 0;
    for await (const users of readJsonLines<RemovableUser>(store.ephemeral, artifact)) {
        for (let at = 0; at < users.length; at += CALLS_AT_ONCE) {
            time.stopIfAsked();
            const some = users.slice(at, at + CALLS_AT_ONCE);
            const records = some.flatMap(({ sourceUserId }): [string, LedgerRecord][] => {
                const known = store.ledger.get(sourceUserId);
                return known === undefined ? [] : [[sourceUserId, known]];
            });
            await store.ledger.append(
                records.map(([id, known]) => [id, { ...known, status: 'missing', targetId: undefined }]),
            );
            const reasons = await Promise.all(some.map((user) => removeUser(run, user)));
            const stay = some.flatMap((user, place) => {
                const reason = reasons[place];
                return reason === undefined ? [] : [{ ...user, reason }];
            });
            await store.ledger.append(records.filter(([id]) => stay.some(({ sourceUserId }) => sourceUserId === id)));
            await kept.add(stay.map(({ userId, reason }) => ({ userId, reason })));
            removed += some.length - stay.length;
        }
    }
    return removed;
}

// Another machine may be decommissioning the source, for its users are in the target.
async function removeUser(run: RollbackNeeds, user: RemovableUser): Promise<StayReason | undefined> {
    return (await isInSource(run.source, user.sourceUserId)) ? await removeUnusedUser(run, user) : 'GONE_FROM_SOURCE';
}

async function isInSource(source: SourceEndpoint, sourceUserId: string): Promise<boolean> {
    if (source.kind === 'file') return true;
    const { tenant, connection } = source;
    const profile = await tenant.findUserById(sourceUserId);
    if (profile !== undefined && isOfConnection(profile, connection.name)) return true;
    return await isLinkedInSource(source, sourceUserId);
}
