import { inspectMigration } from '../commands/inspect-migration.ts';
import { planMigration } from '../commands/plan-migration.ts';
import { runMigration } from '../commands/run-migration.ts';
import { ORPHAN_GRACE_MS } from '../locks/orphan-grace.ts';
import { listenToRequests } from '../log/logged-fetch.ts';
import { steadyProgress } from '../progress.ts';
import type { ChildMessage, ChildTasks, ParentMessage, TaskName } from './child-task.ts';
import { fromWire, toWire } from './wire-value.ts';

type Tasks = {
    readonly [Name in TaskName]: (settings: ChildTasks[Name]['settings']) => Promise<ChildTasks[Name]['result']>;
};

// The program of the child process: does the one task that its parent sends, and ends.
const TASKS: Tasks = {
    run: runMigration,
    plan: planMigration,
    inspect: inspectMigration,
};
/** Between two messages of progress: a plan tells of every few users. */
const PROGRESS_MS = 250;

if (process.send === undefined) throw new Error('This file is the program of a child process.');

const stop = new AbortController();
process.on('message', (message: ParentMessage) => {
    if (message.type === 'stop') stop.abort(new Error(message.reason));
    else void perform(message);
});
process.on('disconnect', leaveSoon);
// A terminal and Pulumi signal the whole group. The first asks to stop; the second means that nobody will wait.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
        stop.abort(new Error(`interrupted by ${signal}`));
    });
}
// The parent reads these; when it is gone nobody does, and that is no reason to end in the middle of a request.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
if (!process.connected) leaveSoon();

async function perform({ name, settings, stopReason, isLogged }: ParentMessage & { type: 'task' }): Promise<void> {
    if (stopReason !== undefined) stop.abort(new Error(stopReason));
    if (isLogged) {
        listenToRequests((entry) => {
            send({ type: 'log', entry });
        });
    }
    const task = TASKS[name] as (settings: object) => Promise<unknown>;
    const answer = await task({
        ...(fromWire(settings) as object),
        signal: stop.signal,
        onProgress: steadyProgress(
            (progress) => {
                send({ type: 'progress', progress });
            },
            Date.now,
            PROGRESS_MS,
        ),
    }).then(
        (result): ChildMessage => ({ type: 'result', result: toWire(result) }),
        (error: unknown): ChildMessage => ({ type: 'error', error: toWire(error) }),
    );
    process.off('disconnect', leaveSoon);
    // What a definition has left open, such as a timer, must not hold the process; what it wrote must have left.
    send(answer, () => process.stdout.write('', () => process.stderr.write('', () => process.exit(0))));
}

// Without its parent nobody waits for the result, and the next attempt would find the run locked.
function leaveSoon(): void {
    stop.abort(new Error('the process that started the run is gone'));
    setTimeout(() => process.exit(1), ORPHAN_GRACE_MS);
}

function send(message: ChildMessage, onSent?: () => void): void {
    process.send?.(message, undefined, undefined, () => onSent?.());
}
