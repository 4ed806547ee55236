import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { MigrationError } from '../errors.ts';

/** The right to work on a run. */
export interface RunLock {
    /** Gives the right back. */
    release(): Promise<void>;
}

interface Holder {
    readonly pid: number;
    readonly host: string;
    /** When the process started, in the kernel's ticks; tells a process from a later one of the same number. */
    readonly startedAt: string;
}

/**
 * Takes the lock of a run, also from a holder that no longer lives.
 *
 * @param folder - the run's folder
 * @throws {MigrationError} `RUN_LOCKED` while another living process of this machine, or any process of another machine,
 * holds it
 */
export async function lockRun(folder: string): Promise<RunLock> {
    const path = join(folder, 'lock');
    const mine = join(folder, `lock.${randomUUID()}`);
    const holder: Holder = { pid: process.pid, host: hostname(), startedAt: startOf(process.pid) ?? '' };
    try {
        await writeFile(mine, JSON.stringify(holder), { mode: 0o600 });
        for (let attempt = 0; attempt < 5; attempt += 1) {
            try {
                // A hard link appears whole or not at all, unlike a file that is created and then filled.
                await link(mine, path);
                return { release: () => rm(path, { force: true }) };
            } catch (error) {
                if (!isCode(error, 'EEXIST')) throw error;
            }
            const other = await readHolder(path);
            if (other !== undefined && isAlive(other)) throw refusal(other);
            await rm(path, { force: true });
        }
        throw new MigrationError('RUN_LOCKED', 'Other processes keep taking the lock of this run. Run again.', {
            retryable: true,
        });
    } finally {
        await rm(mine, { force: true });
    }
}

async function readHolder(path: string): Promise<Holder | undefined> {
    try {
        return JSON.parse(await readFile(path, 'utf8')) as Holder;
    } catch (error) {
        if (isCode(error, 'ENOENT')) return undefined;
        throw error;
    }
}

function isAlive(holder: Holder): boolean {
    // A process of another machine cannot be looked at, so it is taken to be alive.
    if (holder.host !== hostname()) return true;
    try {
        process.kill(holder.pid, 0);
    } catch (error) {
        if (isCode(error, 'ESRCH')) return false;
    }
    const startedAt = startOf(holder.pid);
    return startedAt === undefined || holder.startedAt === '' || startedAt === holder.startedAt;
}

// Field 22 of /proc/PID/stat, counted behind the command's closing parenthesis; undefined where there is no /proc.
function startOf(pid: number): string | undefined {
    try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    } catch {
        return undefined;
    }
}

function refusal(holder: Holder): MigrationError {
    return new MigrationError(
        'RUN_LOCKED',
        `Process ${holder.pid} on ${holder.host} works on this run. Wait for it to end, or stop it; then run again.`,
        { retryable: true },
    );
}

function isCode(error: unknown, code: string): boolean {
    return error instanceof Error && 'code' in error && error.code === code;
}
