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

/** Says how a process ended, as the end of a sentence whose subject is the process. */
export function describeEnd({ code, signal }: ProcessEnd): string {
    return signal === null ? `ended with exit code ${String(code)}` : `was killed by ${signal}`;
}

/** Hands over each line that a stream brings. */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
    createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine);
}

/**
 * Asks a process and those that it started to end, and kills them when it has not ended after `graceMs`.
 *
 * @param child - started with `detached`, so that its group is its own
 */
export async function stopProcess(child: ChildProcess, graceMs: number): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) {
        return;
    }
    const ended = new Promise<void>((resolve) =>
        child.once('exit', () => {
            resolve();
        }),
    );
    signalGroup(child, 'SIGINT');
    const timer = setTimeout(() => {
        signalGroup(child, 'SIGKILL');
    }, graceMs);
    await ended;
    clearTimeout(timer);
}

// As Pulumi does: a provider's own children get the signal too. Windows knows no groups.
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
    try {
        if (process.platform === 'win32' || child.pid === undefined) child.kill(signal);
        else process.kill(-child.pid, signal);
    } catch {
        // It ended in this moment.
    }
}
