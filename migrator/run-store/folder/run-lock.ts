import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { storageFailure } from './storage-failure.ts';
import { MigrationError } from '../../errors.ts';
import { type LockHolder, tryProcessLock } from '../../locks/process-lock.ts';

/** The right to work on a run. */
export interface RunLock {
    /** Gives the right back. */
    release(): Promise<void>;
}

const TAKEOVER_ATTEMPTS = 5;

/**
 * Takes the lock of a run, also from a holder that no longer lives.
 *
 * @param folder - the run's folder
 * @throws {MigrationError} `RUN_LOCKED` while another living process of this machine, or any process of another machine,
 * holds it; `STORAGE_FULL`
 */
export async function lockRun(folder: string): Promise<RunLock> {
    const path = join(folder, 'lock');
    try {
        for (let attempt = 1; ; attempt += 1) {
            const result = await tryProcessLock(path);
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
            : ` Whether it still lives cannot be seen from ${hostname()}: if it does not, remove ${path}.`;
    return new MigrationError(
        'RUN_LOCKED',
        `Process ${holder.pid} on ${holder.host} works on this run. Wait for it to end, or stop it; then run again.${advice}`,
        { retryable: true },
    );
}
