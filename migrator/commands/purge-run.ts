import { join, resolve } from 'node:path';
import { shownFolder } from '../disclosure/shown-text.ts';
import { MigrationError } from '../errors.ts';
import { openFileJournal, readJournalState } from '../run-store/folder/file-journal.ts';
import { PLAN_FOLDER } from '../run-store/folder/plan-store.ts';
import {
    inPlan,
    isFolderOfPlanOnly,
    isPlanFolder,
    type PurgedFile,
    purgePlan,
    purgeRunFiles,
    removeIfEmpty,
} from '../run-store/folder/purge-folder.ts';
import { lockRun } from '../run-store/folder/run-lock.ts';
import { noRun } from '../run-store/no-run.ts';

/**
 * Removes the files with personal data of a run whose work is done: exports, users by fate, the ID map, the ledger, its plan.
 *
 * A later pass of the run finds out from the target who is already there. A plan can be purged even before its first run.
 *
 * @param folder - the run's folder, or the folder `plan` in it
 * @returns the files that were removed
 * @throws {MigrationError} `RUN_NOT_FOUND` when the folder holds no run and no plan: nothing is touched then; `RUN_LOCKED` while a process
 * works on the run or on its plan; `NOT_CONFIRMED` when its last pass is not complete, because the next attempt needs its files
 */
export async function purgeRun(folder: string): Promise<readonly PurgedFile[]> {
    const path = resolve(folder);
    if ((await readJournalState(path))?.start !== undefined) return await purgeWholeRun(path);
    if (await isPlanFolder(path)) return await purgePlan(path);
    if (!(await isFolderOfPlanOnly(path))) throw noRun(folder);
    const removed = await purgePlan(join(path, PLAN_FOLDER));
    await removeIfEmpty(path);
    return removed.map(inPlan);
}

async function purgeWholeRun(folder: string): Promise<readonly PurgedFile[]> {
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
        return await purgeRunFiles(folder);
    } finally {
        await lock.release();
    }
}
