import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ResourceLimits, Worker } from 'node:worker_threads';
import type { Plan, PlanSettings, Progress } from '../migrator/index.ts';

/**
 * Heap of a plan, in MiB. A stream of users is short-lived garbage, and V8 lets it grow with the size of the machine unless it is told
 * otherwise; only a thread can be told.
 */
export const PLAN_HEAP = { maxYoungGenerationSizeMb: 32, maxOldGenerationSizeMb: 1024 } satisfies ResourceLimits;

/** What the thread of a plan tells. */
export type PlanMessage =
    | { readonly type: 'progress'; readonly progress: Progress }
    | { readonly type: 'plan'; readonly plan: Plan }
    | { readonly type: 'refusal'; readonly message: string };

/**
 * Makes a plan in a thread of its own, so that millions of users need no more memory than thousands.
 *
 * @throws {Error} with the message of what `planMigration` throws
 */
export function planInThread(
    settings: Omit<PlanSettings, 'onProgress' | 'signal' | 'clock'>,
    onProgress?: (progress: Progress) => void,
): Promise<Plan> {
    const program = new URL(`./plan-worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
    const worker = new Worker(program, { workerData: settings, resourceLimits: PLAN_HEAP });
    return new Promise((resolve, reject) => {
        worker.on('message', (message: PlanMessage) => {
            if (message.type === 'progress') onProgress?.(message.progress);
            else if (message.type === 'plan') resolve(message.plan);
            else reject(new Error(message.message));
        });
        worker.on('error', reject);
        worker.on('exit', (code) => {
            // Says nothing when the plan has come: a promise settles once.
            reject(new Error(`The plan's thread ended with ${code} and no plan. Make it again.`));
        });
    });
}
