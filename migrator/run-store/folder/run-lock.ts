import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MigrationError } from '../../errors.ts';
import { type HeldLock, type LockHolder, tryProcessLock } from '../../locks/process-lock.ts';
import { storageFailure } from './storage-failure.ts';

const TAKEOVER_ATTEMPTS = 5;

/**
 * Takes the lock of a run, also from a holder that no longer lives.
 *
 * @param folder - the run's folder
 * @param onLost - called when another process took the lock meanwhile
 * @throws {MigrationError} `RUN_LOCKED` while another living process holds it; `STORAGE_FULL`
 */
export async function lockRun(folder: string, onLost?: () => void): Promise<HeldLock> {
    const path = join(folder, 'lock');
    try {
        for (let attempt = 1; ; attempt += 1) {
            const result = await tryProcessLock(path, onLost);
            if ('release' in result) return result;
            if (attempt === TAKEOVER_ATTEMPTS) throw refusal(result.heldBy, path);
            // A holder that dies at this moment, or one that clears up behind a dead one, is gone in an instant.
            await sleep(20);
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
