import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { storageFailure } from './storage-failure.ts';
import { MigrationError } from '../../errors.ts';
import type { Journal, JournalEntry } from '../journal.ts';
import { lockRun } from './run-lock.ts';

/**
 * Opens the journal of a run: a file of one JSON object a line, in a folder that one process at a time may use.
 *
 * @param folder - the run's folder; it must exist
 * @throws {MigrationError} `RUN_LOCKED` while another process works on the run; `JOURNAL_DAMAGED` when a line other than a
 * cut-off last one cannot be read; `STORAGE_FULL`
 */
export async function openFileJournal(folder: string): Promise<Journal> {
    const lock = await lockRun(folder);
    let file: FileHandle | undefined;
    try {
        const path = join(folder, 'journal.ndjson');
        file = await open(path, 'a+', 0o600);
        const { entries, goodBytes, totalBytes } = parseJournal(await readAll(file), path);
        // A line that was cut off by a kill was never acted upon: nothing follows an entry before it is on disk.
        if (goodBytes < totalBytes) await file.truncate(goodBytes);
        return new FileJournal(file, entries, () => lock.release());
    } catch (error) {
        await file?.close();
        await lock.release();
        throw storageFailure(error, 'the journal of the run');
    }
}

/**
 * Reads a run's journal as it is, without its lock: a preview may look while a run works.
 *
 * @param folder - the run's folder
 * @returns no entries where there is no journal
 * @throws {MigrationError} `JOURNAL_DAMAGED`
 */
export async function readJournalEntries(folder: string): Promise<readonly JournalEntry[]> {
    const path = join(folder, 'journal.ndjson');
    let bytes: Buffer;
    try {
        bytes = await readFile(path);
    } catch {
        return [];
    }
    return parseJournal(bytes, path).entries;
}

const SCHEMA_VERSION = 1;

class FileJournal implements Journal {
    readonly entries: JournalEntry[];
    private readonly file: FileHandle;
    private readonly release: () => Promise<void>;
    // Appends are written one after the other, also when several batches finish at once.
    private tail: Promise<void> = Promise.resolve();

    constructor(file: FileHandle, entries: JournalEntry[], release: () => Promise<void>) {
        this.file = file;
        this.entries = entries;
        this.release = release;
    }

    append(entry: JournalEntry): Promise<void> {
        const write = async () => {
            try {
                const line = Buffer.from(`${JSON.stringify(entry)}\n`);
                const { bytesWritten } = await this.file.write(line);
                if (bytesWritten < line.length) throw Object.assign(new Error('short write'), { code: 'ENOSPC' });
                await this.file.datasync();
            } catch (error) {
                throw storageFailure(error, 'the journal of the run');
            }
            this.entries.push(entry);
        };
        const done = this.tail.then(write);
        // After a failed write the file may end in half a line, so nothing may be added behind it.
        this.tail = done;
        done.catch(() => undefined);
        return done;
    }

    async close(): Promise<void> {
        await this.tail.catch(() => undefined);
        await this.file.close();
        await this.release();
    }
}

async function readAll(file: FileHandle): Promise<Buffer> {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(size);
    let length = 0;
    while (length < size) {
        const { bytesRead } = await file.read(bytes, length, size - length, length);
        if (bytesRead === 0) break;
        length += bytesRead;
    }
    return bytes.subarray(0, length);
}

// A line that was cut off at the end is left out.
function parseJournal(bytes: Buffer, path: string): { entries: JournalEntry[]; goodBytes: number; totalBytes: number } {
    const entries: JournalEntry[] = [];
    let goodBytes = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, goodBytes)) {
        try {
            entries.push(JSON.parse(bytes.toString('utf8', goodBytes, end)) as JournalEntry);
        } catch (error) {
            throw new MigrationError(
                'JOURNAL_DAMAGED',
                `Line ${entries.length + 1} of the run's journal (${path}) is not JSON. Restore the file from a backup; without its ` +
                    `journal a run cannot know which users it has sent.`,
                { cause: error },
            );
        }
        goodBytes = end + 1;
        refuseNewer(entries.at(-1), path);
    }
    return { entries, goodBytes, totalBytes: bytes.length };
}

// What a later version means by its facts is not known here.
function refuseNewer(entry: JournalEntry | undefined, path: string): void {
    if (entry?.type !== 'run-started' || (entry.schemaVersion as number) <= SCHEMA_VERSION) return;
    throw new MigrationError(
        'JOURNAL_DAMAGED',
        `The run's journal (${path}) was written by a later version of auth0-user-migration. Go on with that version.`,
    );
}
