import { MigrationError } from '../errors.ts';
import { openFileJournal } from '../run-store/folder/file-journal.ts';
import { readRunState } from '../run-store/run-state.ts';
import { openFolderArtifacts } from '../run-store/folder/folder-artifacts.ts';

/** What stays of a purged run: what it did, without personal data. */
const KEPT = /^(report\.|journal\.ndjson$|lock)/;

/**
 * Removes the files with personal data of a run whose work is done: exports, users by fate, the ID map.
 *
 * @param folder - the run's folder
 * @returns the names of the files that were removed
 * @throws {MigrationError} `RUN_LOCKED` while a process works on the run; `NOT_CONFIRMED` when its last pass is not complete,
 * for a resumed run needs its files
 */
export async function purgeRun(folder: string): Promise<readonly string[]> {
    const journal = await openFileJournal(folder);
    try {
        const { pass, isPassCompleted } = readRunState(journal.entries);
        if (pass > 0 && !isPassCompleted) {
            throw new MigrationError(
                'NOT_CONFIRMED',
                `Pass ${pass} of the run in ${folder} is not complete, and needs its files to go on. Run it to its end first; to give it ` +
                    'up, remove the folder.',
            );
        }
        const artifacts = await openFolderArtifacts(folder);
        const removed = (await artifacts.list()).filter((name) => !KEPT.test(name));
        for (const name of removed) await artifacts.remove(name);
        return removed;
    } finally {
        await journal.close();
    }
}
