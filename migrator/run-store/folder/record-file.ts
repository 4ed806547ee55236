import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { storageFailure } from './storage-failure.ts';

/** An append-only file of records of one size, which survives a kill in the middle of a write. */
export class RecordFile {
    /** Whole records that are in the file. */
    records: number;
    private readonly descriptor: number;
    private readonly recordBytes: number;
    private readonly name: string;
    private failure: Error | undefined;

    /**
     * Opens the file, and makes it unless it is only read.
     *
     * @param name - what an error calls it, as in `the ledger of the run`
     * @throws {MigrationError} `STORAGE_FULL`
     */
    constructor(path: string, recordBytes: number, name: string, isReadOnly: boolean) {
        this.recordBytes = recordBytes;
        this.name = name;
        try {
            this.descriptor = openSync(path, isReadOnly ? 'r' : 'a+', 0o600);
        } catch (error) {
            throw storageFailure(error, name);
        }
        const { size } = fstatSync(this.descriptor);
        this.records = Math.floor(size / recordBytes);
        // A record that was cut off by a kill was never acted upon.
        if (!isReadOnly && size > this.records * recordBytes)
            ftruncateSync(this.descriptor, this.records * recordBytes);
    }

    /**
     * Fills a buffer with records.
     *
     * @param number - of the first one, from 0
     * @returns how many whole ones were read
     */
    read(number: number, into: Buffer): number {
        const bytes = readSync(this.descriptor, into, 0, into.length, number * this.recordBytes);
        return Math.floor(bytes / this.recordBytes);
    }

    /**
     * Adds records; returns when they would survive a power cut.
     *
     * @throws {MigrationError} `STORAGE_FULL`; none of the records counts then
     */
    append(bytes: Buffer): void {
        if (this.failure !== undefined) throw this.failure;
        const size = this.records * this.recordBytes;
        try {
            // Written at once and synchronously: two callers never write into each other's records.
            for (let done = 0; done < bytes.length; ) done += writeSync(this.descriptor, bytes, done);
            fdatasyncSync(this.descriptor);
        } catch (error) {
            const failure = storageFailure(error, this.name) as Error;
            try {
                ftruncateSync(this.descriptor, size);
            } catch {
                // Half a record in the middle would shift all behind it, so nothing more is written.
                this.failure = failure;
            }
            throw failure;
        }
        this.records += bytes.length / this.recordBytes;
    }

    /** Closes the file. */
    close(): void {
        closeSync(this.descriptor);
    }
}
