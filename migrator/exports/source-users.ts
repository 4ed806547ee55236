import type { Run } from '../run/run.ts';
import { readLines } from '../run-store/read-lines.ts';
import { readSourceLine, type SourceUser } from '../users/source-record.ts';

/** A user of a snapshot, with the number of its line, from 1. */
export type NumberedUser = SourceUser & { readonly line: number };

/**
 * Reads the users of a snapshot of the source, some at a time; lines that are no user of it are left out.
 *
 * @param atOnce - at the most
 */
export async function* readSourceUsers(
    { definition, source, store }: Pick<Run, 'definition' | 'source' | 'store'>,
    artifact: string,
    atOnce?: number,
): AsyncGenerator<NumberedUser[]> {
    const connection = source.kind === 'file' ? undefined : source.connection.name;
    for await (const lines of readLines(store.artifacts, artifact, atOnce)) {
        yield lines.flatMap((line): NumberedUser[] => {
            const read = readSourceLine(line, definition.source, connection);
            return 'reason' in read ? [] : [{ ...read, line: line.number }];
        });
    }
}
