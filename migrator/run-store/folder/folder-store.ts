import { randomBytes } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EventFile } from '../event-file.ts';
import { JOURNAL_SCHEMA_VERSION } from '../journal-entry.ts';
import { digestKeyOf } from '../ledger-index.ts';
import type { RunStart, RunStore } from '../run-store.ts';
import { sealForThisProcess } from './ephemeral-key.ts';
import { ASSIGNMENT_LEDGER_FILE, openFileAssignmentLedger } from './file-assignment-ledger.ts';
import { openFileJournal } from './file-journal.ts';
import { LEDGER_FILE, openFileLedger } from './file-ledger.ts';
import { keepOutOfGit } from './keep-out-of-git.ts';
import { openRunArtifacts } from './open-run-artifacts.ts';
import { readOtherAssignments } from './other-assignments.ts';
import { lockRun } from './run-lock.ts';

/** Name of the file whose being there asks a run to stop. */
export const STOP_FILE = 'stop';

/**
 * Opens the store of a run: a folder of this machine, or of a file server that several mount.
 *
 * @param folder - made if it is not there, readable for its owner alone
 * @param start - what the run is known by; the first fact of a new run
 * @param at - the time of that fact, in ISO 8601
 * @param events - gets every fact that is added
 * @throws {MigrationError} `RUN_LOCKED`, `JOURNAL_DAMAGED`, `STORAGE_FULL`; `SETTING_INVALID` when the key for artifacts is none
 */
export async function openFolderStore(
    folder: string,
    start: RunStart,
    at: string,
    events?: Pick<EventFile, 'following'>,
): Promise<RunStore> {
    const artifacts = openRunArtifacts(folder);
    await keepOutOfGit(dirname(folder));
    const lost = new AbortController();
    const lock = await lockRun(folder, () => {
        lost.abort();
    });
    try {
        const file = await openFileJournal(folder);
        const journal = events?.following(file) ?? file;
        const stopFile = join(folder, STOP_FILE);
        await rm(stopFile, { force: true });
        if (file.state.start === undefined) {
            // A ledger without the key of its digests says nothing.
            for (const name of [LEDGER_FILE, ASSIGNMENT_LEDGER_FILE]) await rm(join(folder, name), { force: true });
            const digestKey = digestKeyOf(randomBytes(32));
            await journal.append({
                type: 'run-started',
                schemaVersion: JOURNAL_SCHEMA_VERSION,
                ...start,
                digestKey,
                at,
            });
        }
        const digestKey = file.state.start?.digestKey ?? '';
        const ledger = openFileLedger(folder, digestKey);
        const assigned = openFileAssignmentLedger(folder, digestKey);
        return {
            journal,
            ledger,
            assigned: assigned.ledger,
            otherAssigned: () => readOtherAssignments(folder, start.target),
            artifacts,
            ephemeral: sealForThisProcess(artifacts),
            location: folder,
            lost: lost.signal,
            async takeStopRequest() {
                const isAsked = await stat(stopFile).then(
                    () => true,
                    () => false,
                );
                if (isAsked) await rm(stopFile, { force: true });
                return isAsked;
            },
            async close() {
                await journal.close();
                await ledger.close();
                assigned.close();
                await lock.release();
            },
        };
    } catch (error) {
        await lock.release();
        throw error;
    }
}
