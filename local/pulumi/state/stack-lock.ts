import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';

interface LockHolder {
    pid: number;
    host: string;
    since: string;
}

class StackLockedError extends Error {
    override readonly name = 'StackLockedError';
}

/**
 * Takes the lock of a stack, a file next to its state; a lock whose process is dead is taken over.
 *
 * @returns a function that gives the lock back
 * @throws {StackLockedError} when a process that lives, or one on another host, holds it
 */
export async function lockStack(path: string, command: string): Promise<() => Promise<void>> {
    const holder: LockHolder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
    await mkdir(dirname(path), { recursive: true });
    for (let attempt = 0; attempt < 2; attempt++) {
        if (await createLock(path, { ...holder })) {
            return async () => {
                await rm(path, { force: true });
            };
        }
        const other = await readHolder(path);
        if (other === undefined || !isDead(other)) {
            throw new StackLockedError(describeHolder(path, command, other));
        }
        await rm(path, { force: true });
    }
    throw new StackLockedError(describeHolder(path, command, await readHolder(path)));
}

async function createLock(path: string, holder: LockHolder): Promise<boolean> {
    try {
        // `wx` fails when the file exists, so of two processes that try at once only one succeeds.
        const file = await open(path, 'wx', 0o600);
        try {
            await file.writeFile(`${JSON.stringify(holder)}\n`);
            await file.sync();
        } finally {
            await file.close();
        }
        return true;
    } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
            return false;
        }
        throw error;
    }
}

async function readHolder(path: string): Promise<LockHolder | undefined> {
    try {
        return JSON.parse(await readFile(path, 'utf8')) as LockHolder;
    } catch {
        // It went away between two calls, or its process died while writing it; either way nobody can be named.
        return undefined;
    }
}

function isDead({ pid, host }: LockHolder): boolean {
    if (host !== hostname()) {
        return false;
    }
    try {
        process.kill(pid, 0);
        return false;
    } catch (error) {
        return error instanceof Error && 'code' in error && error.code === 'ESRCH';
    }
}

function describeHolder(path: string, command: string, holder: LockHolder | undefined): string {
    const who =
        holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host} since ${holder.since}`;
    return `Cannot run ${command}: the stack is locked by ${who}. Wait for it, or remove ${path} when it is gone.`;
}
