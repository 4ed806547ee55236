import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readJournalEntries } from './file-journal.ts';
import type { JournalEntry } from './journal.ts';

/** A run of the project, as its journal tells it. */
export interface OtherRun {
    readonly runId: string;
    readonly entries: readonly JournalEntry[];
}

/**
 * Reads the journals of all runs of a project as they are, without their locks; a journal that cannot be read is left out.
 *
 * @param folder - the runs folder
 */
export async function readRunsFolder(folder: string): Promise<readonly OtherRun[]> {
    const names = await readdir(folder).catch(() => []);
    const runs: OtherRun[] = [];
    for (const runId of names.sort()) {
        try {
            const entries = await readJournalEntries(join(folder, runId));
            if (entries.length > 0) runs.push({ runId, entries });
        } catch {
            // One whose own `up` will say what is wrong with it.
        }
    }
    return runs;
}
