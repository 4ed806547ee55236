import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/** A process, as a lock file names it. */
export interface LockHolder {
    readonly pid: number;
    readonly host: string;
    /** When the process started, in the kernel's ticks; tells a process from a later one of the same number. */
    readonly startedAt: string;
}

/** What an attempt to take a lock came to: the lock, or who has it. */
export type LockAttempt = { readonly release: () => Promise<void> } | { readonly heldBy: LockHolder };

/**
 * Takes a lock file, also from a holder that no longer lives.
 *
 * A process of another machine cannot be looked at, so it is taken to be alive.
 *
 * @param path - of the lock file; its folder must exist and be on a disk of this machine
 */
export async function tryProcessLock(path: string): Promise<LockAttempt> {
    const first = await tryLink(path);
    if ('release' in first) return first;
    if (isAlive(first.heldBy)) return first;
    // One process at a time clears up behind the dead, or a second one would remove the lock that the first just took.
    const guardPath = `${path}.takeover`;
    const guard = await tryLink(guardPath);
    if ('heldBy' in guard) {
        if (!isAlive(guard.heldBy)) await rm(guardPath, { force: true });
        return guard;
    }
    try {
        const holder = await readHolder(path);
        if (holder !== undefined && isAlive(holder)) return { heldBy: holder };
        await rm(path, { force: true });
        return await tryLink(path);
    } finally {
        await guard.release();
    }
}

async function tryLink(path: string): Promise<LockAttempt> {
    const mine = `${path}.${randomUUID()}`;
    const holder: LockHolder = { pid: process.pid, host: hostname(), startedAt: statOf(process.pid).startedAt ?? '' };
    try {
        await writeFile(mine, JSON.stringify(holder), { mode: 0o600 });
        for (;;) {
            try {
                // A hard link appears whole or not at all, unlike a file that is created and then filled.
                await link(mine, path);
                return { release: () => rm(path, { force: true }) };
            } catch (error) {
                if (!isCode(error, 'EEXIST')) throw error;
            }
            const other = await readHolder(path);
            if (other !== undefined) return { heldBy: other };
        }
    } finally {
        await rm(mine, { force: true });
    }
}

async function readHolder(path: string): Promise<LockHolder | undefined> {
    try {
        return JSON.parse(await readFile(path, 'utf8')) as LockHolder;
    } catch (error) {
        if (isCode(error, 'ENOENT')) return undefined;
        throw error;
    }
}

function isAlive(holder: LockHolder): boolean {
    if (holder.host !== hostname()) return true;
    try {
        process.kill(holder.pid, 0);
    } catch (error) {
        if (isCode(error, 'ESRCH')) return false;
    }
    const { state, startedAt } = statOf(holder.pid);
    // A process whose parent never asks how it ended stays in the list: in a container whose first process adopts and forgets, for ever.
    if (state === 'Z' || state === 'X') return false;
    return startedAt === undefined || holder.startedAt === '' || startedAt === holder.startedAt;
}

// Fields 3 and 22 of /proc/PID/stat, counted behind the command's closing parenthesis; undefined where there is no /proc.
function statOf(pid: number): { readonly state?: string | undefined; readonly startedAt?: string | undefined } {
    try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return { state: fields[0], startedAt: fields[19] };
    } catch {
        return {};
    }
}

function isCode(error: unknown, code: string): boolean {
    return error instanceof Error && 'code' in error && error.code === code;
}
