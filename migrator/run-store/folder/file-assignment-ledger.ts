import { join } from 'node:path';
import { ASSIGNMENT_BYTES, AssignmentLedger } from '../assignment-ledger.ts';
import { ledgerKeysOf } from '../ledger-index.ts';
import { RecordFile } from './record-file.ts';

/** Name of the ledger of assignments in a run's folder. */
export const ASSIGNMENT_LEDGER_FILE = 'assignments.bin';

const WINDOW_RECORDS = 2_048;

/** A ledger of assignments in a file. */
export interface FileAssignmentLedger {
    readonly ledger: AssignmentLedger;
    /** Closes the file. */
    close(): void;
}

/**
 * Opens the ledger of assignments of a run. The caller holds the run's lock.
 *
 * @param folder - the run's folder; it must exist
 * @param digestKey - of the run's first fact
 * @param isReadOnly - for a plan, which looks at the ledger of a run that may be working
 * @throws {MigrationError} `STORAGE_FULL`
 */
export function openFileAssignmentLedger(folder: string, digestKey: string, isReadOnly = false): FileAssignmentLedger {
    const path = join(folder, ASSIGNMENT_LEDGER_FILE);
    const file = new RecordFile(path, ASSIGNMENT_BYTES, 'the ledger of assignments', isReadOnly);
    const ledger = new AssignmentLedger(ledgerKeysOf(digestKey).digest, (bytes) => {
        // What a plan sees, the run that follows sees again.
        if (!isReadOnly) file.append(bytes);
    });
    const window = Buffer.alloc(WINDOW_RECORDS * ASSIGNMENT_BYTES);
    for (let number = 0; number < file.records; number += WINDOW_RECORDS)
        ledger.load(window.subarray(0, file.read(number, window) * ASSIGNMENT_BYTES));
    return {
        ledger,
        close: () => {
            file.close();
        },
    };
}
