import { linkedUsersOf } from '../exports/linked-users.ts';
import { digest64 } from '../records/digest.ts';
import type { DigestSet } from '../records/digest-table.ts';
import { parseExported } from '../records/parse-record.ts';
import type { Run } from '../run/run.ts';
import { readLines } from '../run-store/read-lines.ts';

/** How many links a copying makes. */
export interface PlannedLinks {
    /** Linked identities. */
    readonly links: number;
    /** Users to whom any is linked. */
    readonly primaries: number;
}

/**
 * Counts the users of the source connection who are linked to another user of it, by the snapshot of the source.
 *
 * @param users - digests of the full IDs of those who are, or will be, in the target
 */
export async function countLinks(
    { source, store }: Pick<Run, 'source' | 'store'>,
    artifact: string,
    users: DigestSet,
): Promise<PlannedLinks> {
    const own = source.kind === 'file' ? undefined : source.connection.name;
    let [links, primaries] = [0, 0];
    for await (const lines of readLines(store.artifacts, artifact)) {
        for (const { bytes } of lines) {
            if (!bytes.includes('profileData')) continue;
            const record = parseExported(bytes.toString('utf8'))?.record ?? {};
            if (!users.has(digest64(String(record['user_id'])))) continue;
            const linked = linkedUsersOf(record).filter(
                ({ connection, userId }) => connection === own && users.has(digest64(userId)),
            );
            links += linked.length;
            if (linked.length > 0) primaries += 1;
        }
    }
    return { links, primaries };
}
