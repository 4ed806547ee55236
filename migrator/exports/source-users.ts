import { digest64 } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';
import type { Run } from '../run/run.ts';
import { readLines } from '../run-store/read-lines.ts';
import { readSourceLine, type SourceUser } from '../users/source-record.ts';

/** A user of a snapshot, with the number of its line, from 1. */
export type NumberedUser = SourceUser & { readonly line: number };

/**
 * Reads the users of a snapshot of the source, some at a time. Lines that are no user of it are left out, and so is a user whom a file
 * gives again.
 *
 * @param atOnce - at most
 */
export async function* readSourceUsers(
    { definition, source, store }: Pick<Run, 'definition' | 'source' | 'store'>,
    artifact: string,
    atOnce?: number,
): AsyncGenerator<NumberedUser[]> {
    const connection = source.kind === 'file' ? undefined : source.connection.name;
    const seen = source.kind === 'file' ? new DigestSet() : undefined;
    for await (const lines of readLines(store.artifacts, artifact, atOnce)) {
        yield lines.flatMap((line): NumberedUser[] => {
            const read = readSourceLine(line, definition.source, connection);
            if ('reason' in read || seen?.add(digest64(read.sourceUserId)) === false) return [];
            return [{ ...read, line: line.number }];
        });
    }
}
