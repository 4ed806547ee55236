import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { link, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/** A process, as a lock file names it. */
export interface LockHolder {
    readonly pid: number;
    readonly host: string;
    /** When the process started, in the kernel's ticks; tells a process from a later one of the same number. */
    readonly startedAt: string;
    /** The PID namespace and the boot of the machine: a process number means something within both only. */
    readonly namespace: string;
    /** Tells one taking of the lock from every other. */
    readonly token: string;
}

/** A lock that was taken. */
export interface HeldLock {
    /** Gives the lock back. */
    release(): Promise<void>;
}

/** What an attempt to take a lock came to: the lock, or who has it. */
export type LockAttempt = HeldLock | { readonly heldBy: LockHolder };

/** A holder touches its lock file this often. */
const HEARTBEAT_MS = 5_000;
/** A holder that cannot be seen from here, and whose file was not touched for so long, no longer lives. */
const STALE_AFTER_MS = 2 * 60_000;

/**
 * Takes a lock file, also from a holder that no longer lives.
 *
 * A process of this machine and this PID namespace is looked at. One of another machine or container cannot be, so it counts as
 * alive while it touches its file. A file that is empty or torn is nobody's: lock files appear whole.
 *
 * @param path - of the lock file; its folder must exist
 * @param onLost - called when somebody else took the lock meanwhile, as happens to a process that was suspended
 */
export async function tryProcessLock(path: string, onLost?: () => void): Promise<LockAttempt> {
    const first = await tryLink(path, onLost);
    if ('release' in first) return first;
    if (await isAlive(first.heldBy, path)) return first;
    // One process at a time clears up behind the dead, or a second one would remove the lock that the first just took.
    const guardPath = `${path}.takeover`;
    const guard = await tryLink(guardPath);
    if ('heldBy' in guard) {
        if (!(await isAlive(guard.heldBy, guardPath))) await rm(guardPath, { force: true });
        return guard;
    }
    try {
        const holder = await readHolder(path);
        if (holder !== undefined && (await isAlive(holder, path))) return { heldBy: holder };
        await rm(path, { force: true });
        return await tryLink(path, onLost);
    } finally {
        await guard.release();
    }
}

async function tryLink(path: string, onLost?: () => void): Promise<LockAttempt> {
    const token = randomUUID();
    const mine = `${path}.${token}`;
    const startedAt = statOf(process.pid).startedAt ?? '';
    const holder: LockHolder = { pid: process.pid, host: hostname(), startedAt, namespace: NAMESPACE, token };
    try {
        await writeFile(mine, JSON.stringify(holder), { mode: 0o600 });
        for (;;) {
            try {
                // A hard link appears whole or not at all, unlike a file that is created and then filled.
                await link(mine, path);
                return hold(path, token, onLost);
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

function hold(path: string, token: string, onLost: (() => void) | undefined): HeldLock {
    const isOurs = async () => (await readHolder(path))?.token === token;
    const beat = async () => {
        if (await isOurs()) {
            const now = new Date();
            await utimes(path, now, now);
        } else {
            clearInterval(timer);
            onLost?.();
        }
    };
    const timer = setInterval(() => void beat().catch(() => undefined), HEARTBEAT_MS);
    timer.unref();
    return {
        async release() {
            clearInterval(timer);
            if (await isOurs()) await rm(path, { force: true });
        },
    };
}

// Undefined where there is no such file.
async function readHolder(path: string): Promise<LockHolder | undefined> {
    try {
        const holder = JSON.parse(await readFile(path, 'utf8')) as Partial<LockHolder> | null;
        if (typeof holder?.pid === 'number' && typeof holder.host === 'string') return { ...NOBODY, ...holder };
        return NOBODY;
    } catch (error) {
        if (isCode(error, 'ENOENT')) return undefined;
        if (error instanceof SyntaxError) return NOBODY;
        throw error;
    }
}

/** The holder of a lock file that names nobody. */
const NOBODY: LockHolder = { pid: 0, host: '', startedAt: '', namespace: '', token: '' };

async function isAlive(holder: LockHolder, path: string): Promise<boolean> {
    if (holder.pid === 0) return false;
    if (holder.host !== hostname() || holder.namespace !== NAMESPACE) return await isTouched(path);
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

// Held against a file that is written now, since the clock of a file server may be another than this machine's.
async function isTouched(path: string): Promise<boolean> {
    const probe = `${path}.${randomUUID()}`;
    try {
        await writeFile(probe, '', { mode: 0o600 });
        const [now, touched] = [await stat(probe), await stat(path)];
        return now.mtimeMs - touched.mtimeMs < STALE_AFTER_MS;
    } catch (error) {
        if (isCode(error, 'ENOENT')) return false;
        throw error;
    } finally {
        await rm(probe, { force: true });
    }
}

// Where there is no /proc, process numbers are the machine's own.
const NAMESPACE = [
    () => readlinkSync('/proc/self/ns/pid'),
    () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
]
    .map((read) => {
        try {
            return read();
        } catch {
            return '';
        }
    })
    .join(' ');

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
