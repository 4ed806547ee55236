import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadResult, ThreadTask, WorkerMessage } from './migration-thread.ts';

// The program of the thread: does one task, and tells the thread that started it what it would tell a caller.
const port = parentPort;
if (port === null) throw new Error('This file is the program of a worker thread.');
const tell = (message: WorkerMessage): void => {
    port.postMessage(message);
};
const stop = new AbortController();
port.on('message', (reason: string) => {
    stop.abort(new Error(reason));
});

const { forgetRun, formatPlan, formatProgress, formatReport, inspectMigration, isMigrationError, runMigration } =
    await import('auth0-user-migration/migrator');
try {
    tell({ type: 'result', result: await perform(workerData as ThreadTask) });
} catch (error) {
    if (!isMigrationError(error)) throw error;
    tell({ type: 'result', result: { type: 'refusal', code: error.code, message: error.message } });
} finally {
    port.close();
}

async function perform(task: ThreadTask): Promise<ThreadResult> {
    if (task.type === 'inspect') {
        const { refusals, plan, ...found } = await inspectMigration(task.settings);
        return {
            type: 'inspection',
            ...found,
            planText: plan === undefined ? undefined : formatPlan(plan),
            // An error that crosses threads keeps its message and loses its code.
            refusals: refusals.map(({ code, message }) => ({ code, message })),
        };
    }
    if (task.type === 'forget') {
        await forgetRun(task.settings);
        return { type: 'forgotten' };
    }
    const outcome = await runMigration({
        ...task.settings,
        signal: stop.signal,
        onProgress: (progress) => {
            tell({ type: 'progress', text: formatProgress(progress) });
        },
    });
    const summary = outcome.report === undefined ? undefined : formatReport(outcome.report);
    return { type: 'outcome', ...outcome, summary };
}
