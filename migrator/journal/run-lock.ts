import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { storageFailure } from '../artifacts/storage-failure.ts';
import { ORPHAN_GRACE_MS } from '../child/orphan-grace.ts';
import { MigrationError } from '../errors.ts';
import { type LockHolder, tryProcessLock } from '../locks/process-lock.ts';

/** The right to work on a run. */
export interface RunLock {
    /** Gives the right back. */
    release(): Promise<void>;
}

/** A holder whose parent has died ends within its grace, and so does one that clears up behind a dead one. */
const PATIENCE_MS = ORPHAN_GRACE_MS + 1_000;
const LOOK_AGAIN_MS = 20;

/**
 * Takes the lock of a run, also from a holder that no longer lives.
 *
 * @param folder - the run's folder
 * @throws {MigrationError} `RUN_LOCKED` when another process of this machine still holds it after six seconds, or any process of
 * another machine does; `STORAGE_FULL`
 */
export async function lockRun(folder: string): Promise<RunLock> {
    const path = join(folder, 'lock');
    try {
        const startedAt = performance.now();
        for (;;) {
            const result = await tryProcessLock(path);
            if ('release' in result) return result;
            const { heldBy } = result;
            const isOwn = heldBy.host === hostname() && heldBy.pid === process.pid;
            // Another machine's holder cannot be seen, and this process's own works on.
            const patienceMs = isOwn || heldBy.host !== hostname() ? LOOK_AGAIN_MS * 5 : PATIENCE_MS;
            if (performance.now() - startedAt > patienceMs) throw refusal(heldBy, path);
            await sleep(LOOK_AGAIN_MS);
        }
    } catch (error) {
        throw storageFailure(error, 'the lock of the run');
    }
}

function refusal(holder: LockHolder, path: string): MigrationError {
    const advice =
        holder.host === hostname()
            ? ''
            : ` Whether it still lives cannot be seen from ${hostname()}: if it does not, remove ${path}.`;
    return new MigrationError(
        'RUN_LOCKED',
        `Process ${holder.pid} on ${holder.host} works on this run. Wait for it to end, or stop it; then run again.${advice}`,
        { retryable: true },
    );
}
