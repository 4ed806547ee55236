import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MigrationError } from '../../errors.ts';
import type { Journal } from '../journal.ts';
import { JOURNAL_SCHEMA_VERSION, type JournalEntry } from '../journal-entry.ts';
import type { RunState } from '../run-state.ts';
import { RunStateFold } from '../run-state-fold.ts';
import { storageFailure } from './storage-failure.ts';

/** Name of the journal in a run's folder. */
const JOURNAL_FILE = 'journal.ndjson';

/**
 * Opens the journal of a run: a file of one JSON object a line. The caller holds the run's lock.
 *
 * @param folder - the run's folder; it must exist
 * @throws {MigrationError} `JOURNAL_DAMAGED` when a line other than a cut-off last one cannot be read; `STORAGE_FULL`
 */
export async function openFileJournal(folder: string): Promise<Journal> {
    let file: FileHandle | undefined;
    try {
        const path = join(folder, JOURNAL_FILE);
        file = await open(path, 'a+', 0o600);
        const { state, goodBytes, totalBytes } = foldJournal(await readAll(file), path);
        // A line that was cut off by a kill was never acted upon: nothing follows an entry before it is on disk.
        if (goodBytes < totalBytes) await file.truncate(goodBytes);
        return new FileJournal(file, state);
    } catch (error) {
        await file?.close();
        throw storageFailure(error, 'the journal of the run');
    }
}

/**
 * Reads what a run's journal says, without its lock: a preview may look while a run works.
 *
 * @param folder - the run's folder
 * @returns undefined where there is no journal
 * @throws {MigrationError} `JOURNAL_DAMAGED`
 */
export async function readJournalState(folder: string): Promise<RunState | undefined> {
    const path = join(folder, JOURNAL_FILE);
    let bytes: Buffer;
    try {
        bytes = await readFile(path);
    } catch {
        return undefined;
    }
    return bytes.length === 0 ? undefined : foldJournal(bytes, path).state;
}

class FileJournal implements Journal {
    readonly state: RunStateFold;
    private readonly file: FileHandle;
    // Appends are written one after the other, also when several submissions finish at once.
    private tail: Promise<void> = Promise.resolve();

    constructor(file: FileHandle, state: RunStateFold) {
        this.file = file;
        this.state = state;
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
            this.state.apply(entry);
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
function foldJournal(bytes: Buffer, path: string): { state: RunStateFold; goodBytes: number; totalBytes: number } {
    const state = new RunStateFold();
    let goodBytes = 0;
    let lines = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, goodBytes)) {
        lines += 1;
        try {
            const entry = JSON.parse(bytes.toString('utf8', goodBytes, end)) as JournalEntry;
            refuseOtherVersion(entry, path);
            state.apply(entry);
        } catch (error) {
            if (error instanceof MigrationError) throw error;
            throw new MigrationError(
                'JOURNAL_DAMAGED',
                `Line ${lines} of the run's journal (${path}) is not JSON. Restore the file from a backup, or remove the run's folder: ` +
                    'the next run then finds out from the target which users are there.',
                { cause: error },
            );
        }
        goodBytes = end + 1;
    }
    return { state, goodBytes, totalBytes: bytes.length };
}

// What another version means by its facts is not known here.
function refuseOtherVersion(entry: JournalEntry, path: string): void {
    if (entry.type !== 'run-started' || (entry.schemaVersion as number) === JOURNAL_SCHEMA_VERSION) return;
    throw new MigrationError(
        'JOURNAL_DAMAGED',
        `The run's journal (${path}) was written by another version of auth0-user-migration. Go on with that version, or remove the run's ` +
            'folder: the next run then finds out from the target which users are there.',
    );
}
