import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { RememberedRun } from '../remembered-run.ts';
import { readJournalState } from './file-journal.ts';

/** Where the runs of a project are remembered. */
export interface RunsPlace {
    /** Folder that the other paths are relative to. */
    readonly projectFolder: string;
    /** Folder of the runs, relative to the project's folder. */
    readonly runsFolder: string;
}

/** Gives the folder of one run. */
export function runFolderOf({ projectFolder, runsFolder }: RunsPlace, runId: string): string {
    return join(resolve(projectFolder, runsFolder), runId);
}

/**
 * Reads the journals of all runs of a project as they are, without their locks; a journal that cannot be read is left out.
 */
export async function readRuns({ projectFolder, runsFolder }: RunsPlace): Promise<readonly RememberedRun[]> {
    const parent = resolve(projectFolder, runsFolder);
    const names = await readdir(parent).catch(() => []);
    const runs: RememberedRun[] = [];
    for (const runId of names.sort()) {
        const folder = join(parent, runId);
        try {
            const state = await readJournalState(folder);
            if (state?.start !== undefined) runs.push({ runId, folder, state });
        } catch {
            // One whose own `up` will say what is wrong with it.
        }
    }
    return runs;
}
