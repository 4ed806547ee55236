import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** How a process ended: its code, or the signal that killed it. */
export interface ProcessEnd {
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
}

/** Resolves when a process has ended and everything that it wrote has been read. */
export function waitForEnd(child: ChildProcess): Promise<ProcessEnd> {
    return new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code, signal) => {
            resolve({ code, signal });
        });
    });
}

/** Hands over each line that a stream brings. */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
    createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine);
}

/** Asks a process to end, and kills it when it has not after `graceMs`. */
export async function stopProcess(child: ChildProcess, graceMs: number): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) {
        return;
    }
    const ended = new Promise<void>((resolve) =>
        child.once('exit', () => {
            resolve();
        }),
    );
    child.kill('SIGINT');
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await ended;
    clearTimeout(timer);
}
