import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { fileURLToPath } from 'node:url';
import type { LogListener } from '../log/log-entry.ts';
import type { ProgressListener } from '../progress.ts';
import { type ChildHeap, childArguments } from './child-arguments.ts';
import type { ChildMessage, ParentMessage, TaskName } from './child-task.ts';
import { crashLines } from './crash-lines.ts';
import type { ProcessDeath } from './process-death.ts';
import { fromWire, toWire } from './wire-value.ts';

/** What a child is started for. */
export interface ChildStart {
    readonly name: TaskName;
    readonly settings: object;
    readonly heap: ChildHeap;
    readonly signal: AbortSignal | undefined;
    readonly onProgress: ProgressListener | undefined;
    /** Hears of each request. */
    readonly onLog: LogListener | undefined;
    /** Texts that no message may hold. */
    readonly secrets: readonly string[];
}

/** How a child came to its end. */
export type ChildEnd =
    | { readonly type: 'result'; readonly result: unknown }
    | { readonly type: 'error'; readonly error: unknown }
    | { readonly type: 'death'; readonly death: ProcessDeath };

/** A child that has its result has nothing left to do but to go. */
const LEAVING_MS = 5_000;
/** Whatever the child has started may hold its output open for longer than it lives. */
const LAST_WORDS_MS = 1_000;
const KEPT_LINES = 60;

/**
 * Does one task in a child process, and resolves when that process is gone, whatever became of it.
 *
 * Its output goes to the output of this process through pipes, never by inheritance: a parent that waits for this process's output to end, as
 * Pulumi does, must not wait for a child that outlives it for a moment.
 */
export function startChild(start: ChildStart): Promise<ChildEnd> {
    const program = new URL(`./child-main${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
    const child = fork(fileURLToPath(program), [], {
        execArgv: childArguments(process.execArgv, start.heap),
        serialization: 'advanced',
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const stderr = forwardOutput(child);
    const stop = (): void => {
        send(child, { type: 'stop', reason: reasonOf(start.signal) });
    };
    send(child, {
        type: 'task',
        name: start.name,
        settings: toWire(start.settings),
        isLogged: start.onLog !== undefined,
        stopReason: start.signal?.aborted === true ? reasonOf(start.signal) : undefined,
    });
    start.signal?.addEventListener('abort', stop, { once: true });
    return new Promise<ChildEnd>((resolve) => {
        let answer: ChildEnd | undefined;
        let timer: NodeJS.Timeout | undefined;
        const settle = (signal: NodeJS.Signals | null, exitCode: number | null, startFailure?: string): void => {
            clearTimeout(timer);
            if (child.connected) child.disconnect();
            child.stdout?.destroy();
            child.stderr?.destroy();
            const lastLines = crashLines(stderr.lines(), start.secrets);
            const how = { signal: signal ?? undefined, exitCode: exitCode ?? undefined, startFailure };
            resolve(answer ?? { type: 'death', death: { pid: child.pid, ...how, lastLines } });
        };
        child.on('message', (message: ChildMessage) => {
            if (message.type === 'progress') start.onProgress?.(message.progress);
            else if (message.type === 'log') start.onLog?.(message.entry);
            else {
                answer =
                    message.type === 'result'
                        ? { type: 'result', result: fromWire(message.result) }
                        : { type: 'error', error: fromWire(message.error) };
                timer = setTimeout(() => child.kill('SIGKILL'), LEAVING_MS);
            }
        });
        child.on('error', (error: NodeJS.ErrnoException) => {
            if (child.pid === undefined) settle(null, null, error.code ?? error.message);
        });
        child.on('exit', (code, signal) => {
            clearTimeout(timer);
            timer = setTimeout(() => {
                settle(signal, code);
            }, LAST_WORDS_MS);
        });
        child.on('close', (code, signal) => {
            // A process that could not be started closes too.
            if (child.pid !== undefined) settle(signal, code);
        });
    }).finally(() => {
        start.signal?.removeEventListener('abort', stop);
    });
}

function send(child: ChildProcess, message: ParentMessage): void {
    // A child that cannot hear any more is dead, which its end says better; one that was never born has no channel.
    if (child.connected) child.send(message, () => undefined);
}

function reasonOf(signal: AbortSignal | undefined): string {
    return signal?.reason instanceof Error ? signal.reason.message : 'stopped';
}

function forwardOutput({ stdout, stderr }: ChildProcess): { lines: () => string[] } {
    const kept: string[] = [];
    const decoder = new StringDecoder('utf8');
    let rest = '';
    stdout?.on('data', (chunk: Buffer) => process.stdout.write(chunk));
    stderr?.on('data', (chunk: Buffer) => {
        process.stderr.write(chunk);
        const lines = `${rest}${decoder.write(chunk)}`.split('\n');
        rest = (lines.pop() ?? '').slice(-4_096);
        kept.push(...lines);
        kept.splice(0, Math.max(0, kept.length - KEPT_LINES));
    });
    return { lines: () => [...kept, rest] };
}
