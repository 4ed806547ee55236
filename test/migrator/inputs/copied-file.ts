import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineMigration, type MigrationDefinition } from '../../../migrator/definition.ts';
import { copySourceFile } from '../../../migrator/inputs/source-file.ts';
import { splitLines } from '../../../migrator/records/lines.ts';
import { openFolderArtifacts } from '../../../migrator/run-store/folder/folder-artifacts.ts';
import { readSourceLine, type SourceUser, type UnusableLine } from '../../../migrator/users/source-record.ts';

export type Source = NonNullable<MigrationDefinition['source']>;

/** A file of users as a run reads it. */
export interface CopiedFile {
    /** Records that are users. */
    readonly users: number;
    /** What each line came to, by its number in the file. */
    readonly lines: ReadonlyMap<number, SourceUser | UnusableLine>;
}

/**
 * Copies a file of users and reads it back line by line.
 *
 * @throws what the copy throws
 */
export async function copied(content: string | Buffer, source: Source = {}): Promise<CopiedFile> {
    const folder = await mkdtemp(join(tmpdir(), 'copied-file-'));
    try {
        const definition = defineMigration({ description: 'A file.', passwords: { whenMissing: 'reset' }, source });
        if (definition.source === undefined) throw new Error('the definition has a source');
        const path = join(folder, 'users');
        await writeFile(path, content);
        const artifacts = openFolderArtifacts(join(folder, 'run'));
        const { users } = await copySourceFile(path, definition.source, artifacts, 'source.ndjson', () => undefined);
        const lines = new Map<number, SourceUser | UnusableLine>();
        for await (const some of splitLines(artifacts.read('source.ndjson') as AsyncIterable<Buffer>)) {
            for (const line of some) lines.set(line.number, readSourceLine(line, definition.source));
        }
        return { users, lines };
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}
