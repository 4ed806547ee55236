import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { shownFolder } from '../disclosure/shown-text.ts';
import { MigrationError } from '../errors.ts';
import { runFileOf } from '../run-store/files.ts';
import { openFileJournal, readJournalState } from '../run-store/folder/file-journal.ts';
import { openFolderArtifacts } from '../run-store/folder/folder-artifacts.ts';
import { PLAN_FOLDER } from '../run-store/folder/plan-store.ts';
import { lockRun } from '../run-store/folder/run-lock.ts';
import { noRun } from '../run-store/no-run.ts';

/**
 * Removes the files with personal data of a run whose work is done: exports, users by fate, the ID map, the ledger, its plan.
 *
 * A later pass of the run finds out from the target who is there.
 *
 * @param folder - the run's folder
 * @returns the names of the files that were removed
 * @throws {MigrationError} `RUN_NOT_FOUND` when the folder holds no run: nothing is touched then; `RUN_LOCKED` while a process works on
 * the run; `NOT_CONFIRMED` when its last pass is not complete, for its next attempt needs its files
 */
export async function purgeRun(folder: string): Promise<readonly string[]> {
    if ((await readJournalState(folder))?.start === undefined) throw noRun(folder);
    const lock = await lockRun(folder);
    try {
        const journal = await openFileJournal(folder);
        const { pass, isPassCompleted } = journal.state;
        await journal.close();
        if (pass > 0 && !isPassCompleted) {
            throw new MigrationError(
                'NOT_CONFIRMED',
                `Pass ${pass} of the run in ${shownFolder(folder)} is not complete, and its next attempt needs these files. Let it finish first. To give it ` +
                    'up, delete the folder.',
            );
        }
        const artifacts = await openFolderArtifacts(folder);
        const removed: string[] = [];
        for (const name of await artifacts.list()) {
            if (name === PLAN_FOLDER) await rm(join(folder, name), { recursive: true, force: true });
            else if (runFileOf(name).personal === 'none') continue;
            else await artifacts.remove(name);
            removed.push(name);
        }
        return removed;
    } finally {
        await lock.release();
    }
}
