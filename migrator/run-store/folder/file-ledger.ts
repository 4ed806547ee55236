import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest64 } from '../../records/digest.ts';
import { LEDGER_STATUSES, type Ledger, type LedgerRecord, type LedgerStatus } from '../ledger.ts';
import {
    LedgerIndex,
    type LedgerKeys,
    ledgerKeysOf,
    RECORD_BYTES,
    readRecord,
    recordAt,
    statusAt,
    writeRecord,
} from '../ledger-index.ts';
import { storageFailure } from './storage-failure.ts';

/** Name of the ledger in a run's folder. */
export const LEDGER_FILE = 'ledger.bin';

const WINDOW_RECORDS = 512;

/**
 * Opens the ledger of a run: a file of records of one size. The caller holds the run's lock.
 *
 * @param folder - the run's folder; it must exist
 * @param digestKey - of the run's first fact
 * @param isReadOnly - for a plan, which looks at the ledger of a run that may be working
 * @throws {MigrationError} `STORAGE_FULL`
 */
export function openFileLedger(folder: string, digestKey: string, isReadOnly = false): Ledger {
    try {
        return new FileLedger(
            openSync(join(folder, LEDGER_FILE), isReadOnly ? 'r' : 'a+', 0o600),
            digestKey,
            isReadOnly,
        );
    } catch (error) {
        throw storageFailure(error, 'the ledger of the run');
    }
}

class FileLedger implements Ledger {
    private readonly descriptor: number;
    private readonly keys: LedgerKeys;
    private readonly index: LedgerIndex;
    // Users mostly come in the order in which they were sent, so one window of the file serves many look-ups.
    private readonly window = Buffer.alloc(WINDOW_RECORDS * RECORD_BYTES);
    private windowStart = 0;
    private windowRecords = 0;
    private failure: Error | undefined;

    constructor(descriptor: number, digestKey: string, isReadOnly: boolean) {
        this.descriptor = descriptor;
        this.keys = ledgerKeysOf(digestKey);
        const { size } = fstatSync(descriptor);
        const records = Math.floor(size / RECORD_BYTES);
        // A record that was cut off by a kill was never acted upon.
        if (!isReadOnly && size > records * RECORD_BYTES) ftruncateSync(descriptor, records * RECORD_BYTES);
        this.index = new LedgerIndex(this.keys, records);
        for (let number = 0; number < records; number += WINDOW_RECORDS) {
            this.load(number);
            for (let at = 0; at < this.windowRecords; at += 1) this.index.add(this.window, at * RECORD_BYTES);
        }
    }

    get size(): number {
        return this.index.size;
    }

    digest(text: string): Digest64 {
        return this.keys.digest(text);
    }

    get(sourceUserId: string): LedgerRecord | undefined {
        const number = this.index.find(sourceUserId);
        if (number === undefined) return undefined;
        if (number < this.windowStart || number >= this.windowStart + this.windowRecords) this.load(number);
        return readRecord(this.window, (number - this.windowStart) * RECORD_BYTES, this.keys, sourceUserId);
    }

    append(records: Parameters<Ledger['append']>[0]): Promise<void> {
        if (this.failure !== undefined) return Promise.reject(this.failure);
        if (records.length === 0) return Promise.resolve();
        const bytes = Buffer.alloc(records.length * RECORD_BYTES);
        records.forEach(([sourceUserId, record], at) => {
            writeRecord(bytes, at * RECORD_BYTES, this.keys, sourceUserId, record);
        });
        const size = this.index.records * RECORD_BYTES;
        try {
            // Written at once and synchronously: two submissions never write into each other's records.
            for (let done = 0; done < bytes.length; ) done += writeSync(this.descriptor, bytes, done);
            fdatasyncSync(this.descriptor);
        } catch (error) {
            const failure = storageFailure(error, 'the ledger of the run') as Error;
            try {
                ftruncateSync(this.descriptor, size);
            } catch {
                // Half a record in the middle would shift all behind it, so nothing more is written.
                this.failure = failure;
            }
            return Promise.reject(failure);
        }
        for (let at = 0; at < bytes.length; at += RECORD_BYTES) this.index.add(bytes, at);
        // The window may end in the middle of what was just written.
        this.windowRecords = 0;
        return Promise.resolve();
    }

    forEach(visit: (record: LedgerRecord) => void): void {
        for (let number = 0; number < this.index.records; number += WINDOW_RECORDS) {
            this.load(number);
            for (let at = 0; at < this.windowRecords; at += 1) {
                const offset = at * RECORD_BYTES;
                if (this.index.isLast(this.window, offset, number + at)) visit(recordAt(this.window, offset));
            }
        }
    }

    countByStatus(): Readonly<Record<LedgerStatus, number>> {
        const counts = Object.fromEntries(LEDGER_STATUSES.map((status) => [status, 0])) as Record<LedgerStatus, number>;
        for (let number = 0; number < this.index.records; number += WINDOW_RECORDS) {
            this.load(number);
            for (let at = 0; at < this.windowRecords; at += 1) {
                const offset = at * RECORD_BYTES;
                if (this.index.isLast(this.window, offset, number + at)) counts[statusAt(this.window, offset)] += 1;
            }
        }
        return counts;
    }

    close(): Promise<void> {
        closeSync(this.descriptor);
        return Promise.resolve();
    }

    private load(number: number): void {
        const read = readSync(this.descriptor, this.window, 0, this.window.length, number * RECORD_BYTES);
        this.windowStart = number;
        this.windowRecords = Math.floor(read / RECORD_BYTES);
    }
}
