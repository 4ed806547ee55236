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
import { RecordFile } from './record-file.ts';

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
    return new FileLedger(
        new RecordFile(join(folder, LEDGER_FILE), RECORD_BYTES, 'the ledger of the run', isReadOnly),
        digestKey,
    );
}

class FileLedger implements Ledger {
    private readonly file: RecordFile;
    private readonly keys: LedgerKeys;
    private readonly index: LedgerIndex;
    // Users mostly come in the order in which they were sent, so one window of the file serves many look-ups.
    private readonly window = Buffer.alloc(WINDOW_RECORDS * RECORD_BYTES);
    private windowStart = 0;
    private windowRecords = 0;

    constructor(file: RecordFile, digestKey: string) {
        this.file = file;
        this.keys = ledgerKeysOf(digestKey);
        this.index = new LedgerIndex(this.keys, file.records);
        for (let number = 0; number < file.records; number += WINDOW_RECORDS) {
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
        if (records.length === 0) return Promise.resolve();
        const bytes = Buffer.alloc(records.length * RECORD_BYTES);
        records.forEach(([sourceUserId, record], at) => {
            writeRecord(bytes, at * RECORD_BYTES, this.keys, sourceUserId, record);
        });
        return new Promise((resolve) => {
            this.file.append(bytes);
            for (let at = 0; at < bytes.length; at += RECORD_BYTES) this.index.add(bytes, at);
            // The window may end in the middle of what was just written.
            this.windowRecords = 0;
            resolve();
        });
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
        this.file.close();
        return Promise.resolve();
    }

    private load(number: number): void {
        this.windowStart = number;
        this.windowRecords = this.file.read(number, this.window);
    }
}
