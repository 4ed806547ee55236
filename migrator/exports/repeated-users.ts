import { digest64 } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';
import { parseExported } from '../records/parse-record.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { Artifacts } from '../run-store/artifacts.ts';
import { readLines } from '../run-store/read-lines.ts';

const ID_FIRST = Buffer.from('{"user_id":"');
const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const LINE_FEED = Buffer.from('\n');

/**
 * Leaves one line of each user in an export of a connection, the one that was changed last: an export can list a user twice who is edited while
 * it is made, once with each address.
 *
 * @param artifact - of the export; it is written anew only where somebody is listed twice
 * @param users - lines of it
 * @returns lines that are left
 */
export async function dropRepeatedUsers(artifacts: Artifacts, artifact: string, users: number): Promise<number> {
    const repeated = await repeatedIdsIn(artifacts, artifact, users);
    if (repeated.size === 0) return users;
    const newest = await newestLinesOf(artifacts, artifact, repeated);
    let left = 0;
    async function* single(): AsyncGenerator<Buffer> {
        for await (const lines of readLines(artifacts, artifact)) {
            const kept = lines.filter(
                ({ bytes, number }) => (newest.get(idIn(bytes) ?? '')?.number ?? number) === number,
            );
            left += kept.length;
            if (kept.length > 0) yield Buffer.concat(kept.flatMap(({ bytes }) => [bytes, LINE_FEED]));
        }
    }
    await artifacts.write(artifact, single());
    return left;
}

async function repeatedIdsIn(artifacts: Artifacts, artifact: string, users: number): Promise<ReadonlySet<string>> {
    const seen = new DigestSet(users);
    const repeated = new Set<string>();
    for await (const lines of readLines(artifacts, artifact)) {
        for (const { bytes } of lines) {
            const id = idIn(bytes);
            if (id !== undefined && !seen.add(digest64(id))) repeated.add(id);
        }
    }
    return repeated;
}

interface NewestLine {
    readonly number: number;
    readonly updatedAt: string;
}

async function newestLinesOf(
    artifacts: Artifacts,
    artifact: string,
    ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, NewestLine>> {
    const newest = new Map<string, NewestLine>();
    for await (const lines of readLines(artifacts, artifact)) {
        for (const { bytes, number } of lines) {
            const id = idIn(bytes);
            if (id === undefined || !ids.has(id)) continue;
            // ISO 8601, which sorts as it is written.
            const updatedAt = textOf(profileIn(bytes), 'updated_at') ?? '';
            const known = newest.get(id);
            if (known === undefined || known.updatedAt < updatedAt) newest.set(id, { number, updatedAt });
        }
    }
    return newest;
}

// Only where another field comes first is the whole line parsed, which takes ten times as long.
function idIn(bytes: Buffer): string | undefined {
    const start = ID_FIRST.length;
    if (bytes.subarray(0, start).equals(ID_FIRST)) {
        const id = bytes.subarray(start, bytes.indexOf(QUOTE, start));
        if (!id.includes(BACKSLASH)) return id.toString('utf8');
    }
    return textOf(profileIn(bytes), 'user_id');
}

function profileIn(bytes: Buffer): UserRecord | undefined {
    return parseExported(bytes.toString('utf8'))?.record;
}

function textOf(profile: UserRecord | undefined, field: string): string | undefined {
    const value = profile?.[field];
    return typeof value === 'string' ? value : undefined;
}
