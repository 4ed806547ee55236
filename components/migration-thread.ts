import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ErrorCode, MigrationSettings, Progress, RunOutcome } from '../migrator/index.ts';

/** What the thread of a migration tells. */
export type WorkerMessage =
    | { readonly type: 'progress'; readonly progress: Progress }
    | { readonly type: 'outcome'; readonly outcome: RunOutcome }
    | { readonly type: 'refusal'; readonly code: ErrorCode; readonly message: string; readonly retryable: boolean };

/** What a migration came to: its outcome, or the error that stopped it. */
export type ThreadResult = Exclude<WorkerMessage, { type: 'progress' }>;

/** Everything about a migration that can be handed to another thread. */
export type ThreadSettings = Omit<MigrationSettings, 'signal' | 'onProgress' | 'clock'>;

/**
 * Heap of the thread, in MiB. A stream of users is short-lived garbage, and V8 lets it grow with the size of the machine
 * unless it is told otherwise: a small young generation keeps a run flat. What grows with the number of users lies outside
 * the heap, in typed arrays, so the old generation's limit is a safety net and no budget.
 */
const HEAP = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 1024 };

/**
 * Runs a migration in a thread of its own.
 *
 * One process serves all dynamic resources of a program, so a migration that kept its thread busy would hold up every other.
 *
 * @param signal - stops the run at the next safe point
 * @throws {Error} what the thread throws that is no `MigrationError`
 */
export function runMigrationInThread(
    settings: ThreadSettings,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void,
): Promise<ThreadResult> {
    const program = new URL(`./migration-worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
    const worker = new Worker(program, { workerData: settings, resourceLimits: HEAP });
    const stop = (): void => {
        worker.postMessage(signal.reason instanceof Error ? signal.reason.message : 'stopped');
    };
    signal.addEventListener('abort', stop, { once: true });
    return new Promise<ThreadResult>((resolve, reject) => {
        worker.on('message', (message: WorkerMessage) => {
            if (message.type === 'progress') onProgress(message.progress);
            else resolve(message);
        });
        worker.on('error', reject);
        worker.on('exit', (code) => {
            // After a result this is a rejection of what is resolved already, which is nothing.
            reject(
                new Error(
                    `The thread of the migration ended with ${code} before it had a result. Run again: it goes on.`,
                ),
            );
        });
    }).finally(() => {
        signal.removeEventListener('abort', stop);
    });
}
