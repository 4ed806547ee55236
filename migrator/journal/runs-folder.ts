import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJournal } from './file-journal.ts';
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
        const path = join(folder, runId, 'journal.ndjson');
        try {
            runs.push({ runId, entries: parseJournal(await readFile(path), path).entries });
        } catch {
            // No run, or one whose own `up` will say what is wrong with it.
        }
    }
    return runs;
}
