import type { Artifacts, RandomAccessFile } from '../artifacts/artifacts.ts';
import { digest64 } from '../records/digest.ts';
import { DigestTable } from '../records/digest-table.ts';
import { splitLines } from '../records/lines.ts';
import type { EarlierUsers } from '../users/earlier-users.ts';

/** {@link EarlierUsers} over ID maps that stay open. */
export interface EarlierUserIndex extends EarlierUsers {
    /** Closes the files behind the index. */
    close(): void;
}

const ID_MAP = /^pass-(\d+)-id-map\.ndjson$/;
/** A place is an offset and the number of a map in one number below 2^53. */
const MOST_MAPS = 256;

/**
 * Indexes the ID maps of a run's earlier passes: the files stay on disk, the memory holds a digest and a place a user.
 *
 * @param artifacts - of the run
 * @param pass - only the maps of passes before this one are read; the latest word on a user counts
 * @returns undefined where there is no earlier pass
 */
export async function openEarlierUsers(artifacts: Artifacts, pass: number): Promise<EarlierUserIndex | undefined> {
    const maps = (await artifacts.list())
        .map((name) => ({ name, pass: Number(ID_MAP.exec(name)?.[1] ?? Number.NaN) }))
        .filter((map) => map.pass < pass)
        .sort((a, b) => b.pass - a.pass)
        .slice(0, MOST_MAPS);
    if (maps.length === 0) return undefined;
    const places = new DigestTable();
    const files: RandomAccessFile[] = [];
    for (const [number, { name }] of maps.entries()) {
        for await (const lines of splitLines(artifacts.read(name) as AsyncIterable<Buffer>)) {
            for (const { bytes, offset } of lines) {
                const { from } = JSON.parse(bytes.toString('utf8')) as MapLine;
                places.add(digest64(from), offset * MOST_MAPS + number);
            }
        }
        files.push(artifacts.openForRandomAccess(name));
    }
    return {
        targetIdOf(sourceUserId) {
            const place = places.get(digest64(sourceUserId));
            const file = place === undefined ? undefined : files[place % MOST_MAPS];
            if (place === undefined || file === undefined) return undefined;
            const line = JSON.parse(file.lineAt(Math.floor(place / MOST_MAPS)).toString('utf8')) as MapLine;
            // A digest alone must never make one person another.
            return line.from === sourceUserId ? line.to : undefined;
        },
        close: () => {
            for (const file of files) file.close();
        },
    };
}

interface MapLine {
    readonly from: string;
    readonly to: string;
}
