import { basename, dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { AssignmentLedger } from '../assignment-ledger.ts';
import type { RunStart } from '../run-store.ts';
import { openFileAssignmentLedger } from './file-assignment-ledger.ts';
import { readRuns } from './run-folders.ts';

/**
 * Reads the ledgers of assignments of the other runs beside a run that lead into the same connection, without their locks.
 *
 * One that was purged, or that wrote nothing, is left out.
 */
export async function readOtherAssignments(folder: string, target: RunStart['target']): Promise<AssignmentLedger[]> {
    const runs = await readRuns({ projectFolder: dirname(folder), runsFolder: '.' });
    return runs.flatMap(({ runId, folder: other, state: { start } }) => {
        if (runId === basename(folder) || start === undefined || !isDeepStrictEqual(start.target, target)) return [];
        try {
            const file = openFileAssignmentLedger(other, start.digestKey, true);
            file.close();
            return [file.ledger];
        } catch {
            return [];
        }
    });
}
