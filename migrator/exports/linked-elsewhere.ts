import { withDatabasePrefix } from '../identity/user-id.ts';
import { isRecord } from '../records/json-path.ts';
import { copyLines } from '../records/lines.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { ConnectionEndpoint } from '../run/endpoints.ts';
import type { Run } from '../run/run.ts';
import { endOrAbort, openArtifactWriter } from '../run-store/artifact-writer.ts';
import { jsonLine } from '../run-store/json-lines.ts';
import { LIVE_STATUSES } from '../run-store/ledger.ts';
import { readLines } from '../run-store/read-lines.ts';
import type { Snapshot } from './exported-users.ts';
import { idIn } from './repeated-users.ts';

/** A search ends there. */
const MOST_FOUND = 1_000;
const FOUND_A_PAGE = 100;

/** Lists the users of a tenant who have an identity of a connection and others: as many as a search finds, which is 1,000. */
export async function findLinkedUsers(
    { tenant, connection }: ConnectionEndpoint,
    time: Pick<Run['time'], 'stopIfAsked'>,
): Promise<readonly UserRecord[]> {
    const found: UserRecord[] = [];
    for (let [page, isLast] = [0, false]; !isLast; page += 1) {
        time.stopIfAsked();
        const users = await tenant.listLinkedUsers(connection.name, page);
        found.push(...users);
        isLast = users.length < FOUND_A_PAGE || (page + 1) * FOUND_A_PAGE >= MOST_FOUND;
    }
    return found;
}

/**
 * Adds to a snapshot of the source its users who are linked to a user of another connection and were not moved before: no export of the
 * connection has them, and each is to be counted and listed.
 *
 * @param artifact - name of the snapshot that is made where there are any
 */
export async function withUsersLinkedElsewhere(
    { store, time }: Pick<Run, 'store' | 'time'>,
    source: ConnectionEndpoint,
    snapshot: Snapshot,
    artifact: string,
): Promise<Snapshot> {
    const { name } = source.connection;
    if ((await source.tenant.countLinkedUsers(name)) === 0) return snapshot;
    const wasMoved = (id: string) => LIVE_STATUSES.has(store.ledger.get(id)?.status ?? 'refused');
    const primaries = (await findLinkedUsers(source, time)).flatMap(({ user_id: userId, identities }): Primary[] => {
        const [own, ...linked] = (Array.isArray(identities) ? identities : []).filter(isRecord).map(withoutProfile);
        if (own === undefined || own['connection'] === name) return [];
        const ids = linked.flatMap(({ connection, user_id: id }) =>
            connection === name && typeof id === 'string' ? [withDatabasePrefix(id)] : [],
        );
        return ids.every(wasMoved) ? [] : [{ ids, record: { user_id: userId, identities: [own, ...linked] } }];
    });
    if (primaries.length === 0) return snapshot;
    // Who was linked after the export has a line there.
    const exported = new Set<string>();
    const sought = new Set(primaries.flatMap(({ ids }) => ids));
    const writer = openArtifactWriter(store.artifacts, artifact);
    let { users } = snapshot;
    await endOrAbort([writer], async () => {
        for await (const lines of readLines(store.artifacts, snapshot.artifact)) {
            for (const line of lines) {
                const id = idIn(line);
                if (id !== undefined && sought.has(id)) exported.add(id);
            }
            await writer.write(copyLines(lines));
        }
        const added = primaries.filter(({ ids }) => !ids.some((id) => exported.has(id)));
        users += added.length;
        if (added.length > 0) await writer.write(Buffer.concat(added.map(({ record }) => jsonLine(record))));
    });
    return { ...snapshot, artifact, users };
}

interface Primary {
    /** Full IDs that its secondary identities of the source had by themselves. */
    readonly ids: readonly string[];
    readonly record: UserRecord;
}

function withoutProfile({ connection, provider, user_id: id }: UserRecord): UserRecord {
    return { connection, provider, user_id: id };
}
