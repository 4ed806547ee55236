import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MigrationError } from '../../errors.ts';
import { ORPHAN_GRACE_MS } from '../../locks/orphan-grace.ts';
import { type HeldLock, type LockHolder, tryProcessLock } from '../../locks/process-lock.ts';
import { storageFailure } from './storage-failure.ts';

/** A holder whose parent has died ends within its grace, and so does one that clears up behind a dead one. */
const PATIENCE_MS = ORPHAN_GRACE_MS + 1_000;
const POLL_MS = 20;

/**
 * Takes the lock of a run, also from a holder that no longer lives.
 *
 * @param folder - the run's folder
 * @param onLost - called when another process took the lock meanwhile
 * @throws {MigrationError} `RUN_LOCKED` when another process of this machine still holds it after six seconds, or a living one of another
 * machine or container does; `STORAGE_FULL`
 */
export async function lockRun(folder: string, onLost?: () => void): Promise<HeldLock> {
    const path = join(folder, 'lock');
    try {
        const startedAt = performance.now();
        for (;;) {
            const result = await tryProcessLock(path, onLost);
            if ('release' in result) return result;
            const { heldBy } = result;
            const isOwn = heldBy.host === hostname() && heldBy.pid === process.pid;
            // Another machine's holder cannot be seen, and this process's own works on.
            const patienceMs = isOwn || heldBy.host !== hostname() ? POLL_MS * 5 : PATIENCE_MS;
            if (performance.now() - startedAt > patienceMs) throw refusal(heldBy, path);
            await sleep(POLL_MS);
        }
    } catch (error) {
        throw storageFailure(error, 'the lock of the run');
    }
}

function refusal(holder: LockHolder, path: string): MigrationError {
    const advice =
        holder.host === hostname()
            ? ''
            : ` If that machine is gone, the lock expires two minutes after its last sign of life; to go on at once, remove ${path}.`;
    return new MigrationError(
        'RUN_LOCKED',
        `Process ${holder.pid} on ${holder.host} is working on this run. Wait for it to end, or stop it ` +
            `(npx auth0-user-migration stop); then run again.${advice}`,
        { retryable: true },
    );
}
