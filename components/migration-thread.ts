import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ErrorCode, Inspection, InspectionSettings, MigrationSettings, RunOutcome } from '../migrator/index.ts';

/** What a thread is started for. */
export type ThreadTask =
    | { readonly type: 'inspect'; readonly settings: InspectionSettings }
    | { readonly type: 'run'; readonly settings: Omit<MigrationSettings, 'signal' | 'onProgress' | 'clock'> }
    | {
          readonly type: 'forget';
          readonly settings: Pick<MigrationSettings, 'projectFolder' | 'runsFolder' | 'runId'>;
      };

/** Why a migration does not go on: the code and message of a `MigrationError`. */
export interface Refusal {
    readonly code: ErrorCode;
    readonly message: string;
}

/** What a migration found before a run. */
export type ThreadInspection = {
    readonly type: 'inspection';
    readonly refusals: readonly Refusal[];
    /** The last plan in words, where it still holds. */
    readonly planText: string | undefined;
} & Omit<Inspection, 'refusals' | 'plan'>;

/** What a run came to, with its report in words. */
export type ThreadOutcome = { readonly type: 'outcome'; readonly summary: string | undefined } & RunOutcome;

/** What a thread ends with. */
export type ThreadResult =
    | ThreadInspection
    | ThreadOutcome
    | { readonly type: 'forgotten' }
    | ({ readonly type: 'refusal' } & Refusal);

/** What the thread tells. */
export type WorkerMessage =
    | { readonly type: 'progress'; readonly text: string }
    | { readonly type: 'result'; readonly result: ThreadResult };

/**
 * Heap of the thread, in MiB. A stream of users is short-lived garbage, and V8 lets it grow with the size of the machine
 * unless it is told otherwise: a small young generation keeps a run flat. What grows with the number of users lies outside
 * the heap, in typed arrays, so the old generation's limit is a safety net and no budget.
 */
const HEAP = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 1024 };

/**
 * Does the migrator's work in a thread of its own.
 *
 * One process serves all dynamic resources of a program, so a migration that kept its thread busy would hold up every other;
 * and what the migrator has loaded goes when the thread ends.
 *
 * @param signal - stops a run at the next safe point
 * @param onProgress - hears where a run is, in one line
 * @throws {Error} what the thread throws that is no `MigrationError`
 */
export function runInThread(
    task: ThreadTask,
    signal?: AbortSignal,
    onProgress?: (text: string) => void,
): Promise<ThreadResult> {
    const program = new URL(`./migration-worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
    const worker = new Worker(program, { workerData: task, resourceLimits: HEAP });
    const stop = (): void => {
        worker.postMessage(signal?.reason instanceof Error ? signal.reason.message : 'stopped');
    };
    signal?.addEventListener('abort', stop, { once: true });
    return new Promise<ThreadResult>((resolve, reject) => {
        let result: ThreadResult | undefined;
        worker.on('message', (message: WorkerMessage) => {
            if (message.type === 'progress') onProgress?.(message.text);
            else result = message.result;
        });
        worker.on('error', reject);
        worker.on('exit', (code) => {
            if (result !== undefined) resolve(result);
            else reject(new Error(`The migration's thread ended with ${code} and no result. Run again: it goes on.`));
        });
    }).finally(() => {
        signal?.removeEventListener('abort', stop);
    });
}
