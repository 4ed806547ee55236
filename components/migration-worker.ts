import { parentPort, workerData } from 'node:worker_threads';
import type { MigrationSettings } from '../migrator/index.ts';
import type { WorkerMessage } from './migration-thread.ts';

// The program of the thread: runs one migration, and tells the thread that started it what it would tell a caller.
const port = parentPort;
if (port === null) throw new Error('This file is the program of a worker thread.');
const tell = (message: WorkerMessage): void => {
    port.postMessage(message);
};
const stop = new AbortController();
port.on('message', (reason: string) => {
    stop.abort(new Error(reason));
});

const { isMigrationError, runMigration } = await import('auth0-user-migration/migrator');
try {
    const outcome = await runMigration({
        ...(workerData as MigrationSettings),
        signal: stop.signal,
        onProgress: (progress) => {
            tell({ type: 'progress', progress });
        },
    });
    tell({ type: 'outcome', outcome });
} catch (error) {
    if (!isMigrationError(error)) throw error;
    const { code, message, retryable } = error;
    tell({ type: 'refusal', code, message, retryable });
} finally {
    port.close();
}
