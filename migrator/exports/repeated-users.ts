import { isUtf8 } from 'node:buffer';
import { digest64 } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';
import { copyLines, type Line } from '../records/lines.ts';
import { parseExported } from '../records/parse-record.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { Artifacts } from '../run-store/artifacts.ts';
import { readLines } from '../run-store/read-lines.ts';

const ID_FIRST = Buffer.from('{"user_id":"');
const QUOTE = 0x22;
const ESCAPED_OR_REPLACED = /[\\\uFFFD]/;

/** Counts the users of an export of a connection as their lines pass, and finds whom it lists twice. */
export class ListedUsers {
    /** Users so far, each as often as it is listed. */
    count = 0;
    /** Full IDs of those who are listed more than once. */
    readonly repeated = new Set<string>();
    private readonly seen: DigestSet | undefined;

    /**
     * Makes a list of nobody.
     *
     * @param expected - users to make room for; undefined to count them only
     */
    constructor(expected: number | undefined) {
        this.seen = expected === undefined ? undefined : new DigestSet(expected);
    }

    /** Sees the next lines. */
    addLines(lines: readonly Line[]): void {
        if (this.seen === undefined) this.count += lines.length;
        else for (const line of lines) this.add(idIn(line));
    }

    /**
     * Sees one user.
     *
     * @param userId - undefined for a line that names none
     */
    add(userId: string | undefined): void {
        this.count += 1;
        if (userId !== undefined && this.seen?.add(digest64(userId)) === false) this.repeated.add(userId);
    }
}

/**
 * Leaves one line of each user in an export of a connection, the one that was changed last: an export can list a user twice who is edited while
 * it is made, once with each address.
 *
 * @param artifact - of the export; it is written anew only where somebody is listed twice
 * @param listed - its users
 * @returns lines that are left
 */
export async function dropRepeatedUsers(
    artifacts: Artifacts,
    artifact: string,
    { count, repeated }: Pick<ListedUsers, 'count' | 'repeated'>,
): Promise<number> {
    if (repeated.size === 0) return count;
    const newest = await newestLinesOf(artifacts, artifact, repeated);
    let left = 0;
    async function* single(): AsyncGenerator<Buffer> {
        for await (const lines of readLines(artifacts, artifact)) {
            const kept = lines.filter((line) => (newest.get(idIn(line) ?? '')?.number ?? line.number) === line.number);
            left += kept.length;
            if (kept.length > 0) yield copyLines(kept);
        }
    }
    await artifacts.write(artifact, single());
    return left;
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
        for (const line of lines) {
            const id = idIn(line);
            if (id === undefined || !ids.has(id)) continue;
            // ISO 8601, which sorts as it is written.
            const updatedAt = textOf(profileIn(line), 'updated_at') ?? '';
            const known = newest.get(id);
            if (known === undefined || known.updatedAt < updatedAt) newest.set(id, { number: line.number, updatedAt });
        }
    }
    return newest;
}

/** Reads the ID in a line of an export; undefined where it has none. */
export function idIn(line: Line): string | undefined {
    // Only where another field comes first is the whole line parsed, which takes ten times as long.
    const first = line.textBetween(ID_FIRST, QUOTE);
    // What has an empty ID is no one user's.
    if (first === '') return undefined;
    if (first !== undefined && !ESCAPED_OR_REPLACED.test(first)) return first;
    // Bytes that are no UTF-8 all read alike, and would make one user of several.
    return isUtf8(line.bytes) ? textOf(profileIn(line), 'user_id') : undefined;
}

function profileIn(line: Line): UserRecord | undefined {
    return parseExported(line.text)?.record;
}

function textOf(profile: UserRecord | undefined, field: string): string | undefined {
    const value = profile?.[field];
    return typeof value === 'string' ? value : undefined;
}
