import type { Readable } from 'node:stream';

/**
 * The port to where the files of a run lie: exports, excluded users, the ID map, the report.
 *
 * Names are flat (`source-1.ndjson`). A file appears under its name only when it is whole. Files hold personal data, so an
 * implementation keeps them from other users of the machine. Run `artifactsContract` of `test/contract/` over it.
 *
 * Every method throws `STORAGE_FULL` when there is no room and `ARTIFACT_DAMAGED` when a file that was written is not there.
 */
export interface Artifacts {
    /** Whether files with personal data are encrypted. */
    readonly isEncrypted: boolean;
    /**
     * Writes a file from chunks; nothing is there under the name before the last chunk is on disk.
     *
     * @param chunks - bytes in order
     */
    write(name: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void>;
    /** Opens a file for reading from its start. */
    read(name: string): Readable;
    /**
     * Reads a file from its start, for who keeps nothing of it: the memory of a chunk may be the next one's as soon as that is asked for.
     *
     * A new buffer for each chunk of a large file has the engine collect its whole heap again and again.
     */
    chunksOf(name: string): AsyncIterable<Buffer>;
    /** Opens a file for reading at any place. */
    openForRandomAccess(name: string): RandomAccessFile;
    /** Tells whether a file is there. */
    has(name: string): Promise<boolean>;
    /** Removes a file, if it is there. */
    remove(name: string): Promise<void>;
    /** Lists the names of all files that are there, also of those that are not whole. */
    list(): Promise<readonly string[]>;
    /** Says where a file is, for a person: a path or an address. */
    locate(name: string): string;
}

/** A file that is read at any place, synchronously: it is asked once per user, from the system's cache. */
export interface RandomAccessFile {
    /**
     * Gives the line that begins at an offset, without its line end.
     *
     * @param offset - bytes from the start of the file
     */
    lineAt(offset: number): Buffer;
    /** Closes the file. */
    close(): void;
}
