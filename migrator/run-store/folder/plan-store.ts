import { dirname, join } from 'node:path';
import type { Artifacts } from '../artifacts.ts';
import { MemoryStore } from '../memory/memory-store.ts';
import { RunStateFold } from '../run-state-fold.ts';
import type { RunStart, RunStore } from '../run-store.ts';
import { sealForThisProcess } from './ephemeral-key.ts';
import { openFileAssignmentLedger } from './file-assignment-ledger.ts';
import { readJournalState } from './file-journal.ts';
import { openFileLedger } from './file-ledger.ts';
import { keepOutOfGit } from './keep-out-of-git.ts';
import { openRunArtifacts } from './open-run-artifacts.ts';
import { readOtherAssignments } from './other-assignments.ts';
import { lockRun } from './run-lock.ts';

/** Name of the folder, in a run's folder, where its plan lies. */
export const PLAN_FOLDER = 'plan';

/**
 * Opens what a plan works with: what the run remembers, read as it is, and a folder of its own for what the plan makes.
 *
 * Nothing that a plan does is remembered by the run, which may work meanwhile.
 *
 * @param folder - the run's folder; it must exist
 * @param start - what the run is known by
 * @throws {MigrationError} `RUN_LOCKED` while another plan of the run is made; `JOURNAL_DAMAGED`; `STORAGE_FULL`
 */
export async function openPlanStore(folder: string, start: RunStart): Promise<RunStore> {
    const planFolder = join(folder, PLAN_FOLDER);
    await keepOutOfGit(dirname(folder));
    const artifacts = openRunArtifacts(planFolder);
    const lock = await lockRun(planFolder);
    try {
        const known = await readJournalState(folder);
        const memory = new MemoryStore(start);
        const { ledger, assigned } =
            known?.start === undefined ? memory : openReadOnly(folder, known.start.digestKey, memory);
        // What is remembered of exports lies in the run's folder and is of no use here.
        const state =
            known instanceof RunStateFold ? Object.assign(known, { exports: {}, pendingExports: {} }) : undefined;
        return {
            journal:
                state === undefined
                    ? memory.journal
                    : {
                          state,
                          append: (entry) => {
                              state.apply(entry);
                              return Promise.resolve();
                          },
                          close: () => Promise.resolve(),
                      },
            ledger,
            assigned,
            otherAssigned: () => readOtherAssignments(folder, start.target),
            ephemeral: sealForThisProcess(artifacts),
            artifacts: readingRun(artifacts, openRunArtifacts(folder)),
            location: planFolder,
            lost: memory.lost,
            takeStopRequest: () => Promise.resolve(false),
            async close() {
                await ledger.close();
                await lock.release();
            },
        };
    } catch (error) {
        await lock.release();
        throw error;
    }
}

type Ledgers = Pick<RunStore, 'ledger' | 'assigned'>;

// What was purged is empty: the target shows who is there, and nothing is taken away.
function openReadOnly(folder: string, digestKey: string, empty: Ledgers): Ledgers {
    return {
        ledger: orElse(empty.ledger, () => openFileLedger(folder, digestKey, true)),
        assigned: orElse(empty.assigned, () => {
            const file = openFileAssignmentLedger(folder, digestKey, true);
            file.close();
            return file.ledger;
        }),
    };
}

function orElse<T>(empty: T, open: () => T): T {
    try {
        return open();
    } catch {
        return empty;
    }
}

// Lists of an earlier pass, such as that of the awaited ghosts, are the run's.
function readingRun(own: Artifacts, run: Artifacts): Artifacts {
    const isOfRun = (name: string) => /-ghosts\.ndjson$/.test(name);
    return {
        isEncrypted: own.isEncrypted,
        write: (name, chunks) => own.write(name, chunks),
        read: (name) => (isOfRun(name) ? run : own).read(name),
        chunksOf: (name) => (isOfRun(name) ? run : own).chunksOf(name),
        openForRandomAccess: (name) => own.openForRandomAccess(name),
        has: (name) => (isOfRun(name) ? run : own).has(name),
        remove: (name) => own.remove(name),
        list: async () => [...(await own.list()), ...(await run.list()).filter(isOfRun)],
        locate: (name) => own.locate(name),
    };
}
