import { isMigrationError } from './errors.ts';
import { openFileJournal, readJournalEntries } from './journal/file-journal.ts';
import { readRunState } from './journal/run-state.ts';
import { runFolderOf } from './run-migration.ts';
import type { MigrationSettings } from './settings.ts';

/**
 * Notes that nobody waits for the report of a run's last pass any more: whoever comes next gets a new pass.
 *
 * Does nothing where there is no run, or a process works on it.
 */
export async function forgetRun(
    settings: Pick<MigrationSettings, 'projectFolder' | 'runsFolder' | 'runId'>,
): Promise<void> {
    const folder = runFolderOf(settings);
    if ((await readJournalEntries(folder)).length === 0) return;
    try {
        const journal = await openFileJournal(folder);
        const { pass } = readRunState(journal.entries);
        await journal.append({ type: 'report-delivered', pass, at: new Date().toISOString() });
        await journal.close();
    } catch (error) {
        if (!isMigrationError(error) || error.code !== 'RUN_LOCKED') throw error;
    }
}
