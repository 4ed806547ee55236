import { parentPort, workerData } from 'node:worker_threads';
import { isMigrationError, type PlanSettings, planMigration } from '../migrator/index.ts';
import type { PlanMessage } from './plan-in-thread.ts';

/** Between two messages of progress: a plan tells of every few users. */
const PROGRESS_MS = 250;

// The program of the thread: makes one plan, and tells the thread that started it what it would tell a caller.
const port = parentPort;
if (port === null) throw new Error('This file is the program of a worker thread.');
const tell = (message: PlanMessage): void => {
    port.postMessage(message);
};

try {
    let toldAt = 0;
    const onProgress: PlanSettings['onProgress'] = (progress) => {
        const now = Date.now();
        if (now - toldAt < PROGRESS_MS) return;
        toldAt = now;
        tell({ type: 'progress', progress });
    };
    tell({ type: 'plan', plan: await planMigration({ ...(workerData as PlanSettings), onProgress }) });
} catch (error) {
    if (!isMigrationError(error)) throw error;
    tell({ type: 'refusal', message: error.message });
}
