import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tryProcessLock } from '../locks/process-lock.ts';
import { readJournalState } from '../run-store/folder/file-journal.ts';
import { STOP_FILE } from '../run-store/folder/folder-store.ts';
import { storageFailure } from '../run-store/folder/storage-failure.ts';
import { noRun } from '../run-store/no-run.ts';

/** What a run is doing when it is asked to stop. */
export interface StopRequest {
    /** The process that works on the run; undefined where none does, and nothing was asked. */
    readonly process: { readonly pid: number; readonly host: string } | undefined;
    /** Import jobs that Auth0 runs for it; they go on, and the next attempt follows them. */
    readonly runningJobs: number;
    /** Users whose import jobs have ended, in all passes. */
    readonly usersSent: number;
}

/**
 * Asks a run that is working to stop at the next safe point, wherever its process is: on this machine, in a container, or on another
 * machine that has the run's folder mounted.
 *
 * @param folder - the run's folder
 * @throws {MigrationError} `RUN_NOT_FOUND`
 */
export async function stopRun(folder: string): Promise<StopRequest> {
    const state = await readJournalState(folder);
    if (state?.start === undefined) throw noRun(folder);
    const submissions = [...state.submissions.values()];
    const runningJobs = submissions.filter(({ status }) => status === 'accepted').length;
    const usersSent = submissions.reduce((sum, { status, users }) => (status === 'finished' ? sum + users : sum), 0);
    const attempt = await tryProcessLock(join(folder, 'lock'));
    if ('release' in attempt) {
        await attempt.release();
        return { process: undefined, runningJobs, usersSent };
    }
    try {
        await writeFile(join(folder, STOP_FILE), '', { mode: 0o600 });
    } catch (error) {
        throw storageFailure(error, `the stop request in ${folder}`);
    }
    const { pid, host } = attempt.heldBy;
    return { process: { pid, host }, runningJobs, usersSent };
}
