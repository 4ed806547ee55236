import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

// V8 reserves some 600 MiB that it never uses; the heap has a bound of its own. What is left is for buffers outside of it.
const MAX_DATA_KIB = 896 * 1024;
const LIMIT_MEMORY = ['/bin/sh', '-c', `ulimit -d ${MAX_DATA_KIB} && exec /usr/bin/env -i "$@"`, 'sh'];
// Own network without any interface, own process IDs; `--kill-child` because killing `unshare` alone would leave its child.
const NAMESPACES = ['--net', '--ipc', '--pid', '--fork', '--kill-child', '--'];
const UNSHARE_AS_USER = ['/usr/bin/unshare', '--user', '--map-current-user', ...NAMESPACES];
const UNSHARE_AS_ROOT = ['/usr/bin/unshare', ...NAMESPACES];

/** What holds a script's process, beside Node's permission model, on this machine. */
export interface Confinement {
    /** What the command line begins with; the program and its arguments follow. */
    readonly command: readonly string[];
    /** Whether the kernel keeps it from every network and from the other processes. */
    readonly hasOwnNamespaces: boolean;
    /** Whether the kernel bounds its memory, buffers outside of the heap included. */
    readonly hasMemoryLimit: boolean;
}

// The first that works is taken.
const CANDIDATES: readonly Confinement[] = [
    { command: [...LIMIT_MEMORY, ...UNSHARE_AS_USER], hasOwnNamespaces: true, hasMemoryLimit: true },
    { command: [...LIMIT_MEMORY, ...UNSHARE_AS_ROOT], hasOwnNamespaces: true, hasMemoryLimit: true },
    { command: UNSHARE_AS_USER, hasOwnNamespaces: true, hasMemoryLimit: false },
    { command: LIMIT_MEMORY, hasOwnNamespaces: false, hasMemoryLimit: true },
];
const NONE: Confinement = { command: [], hasOwnNamespaces: false, hasMemoryLimit: false };

let found: Promise<Confinement> | undefined;

/** Finds out, once, the strongest confinement that this machine gives without being asked for a password or an installation. */
export function findConfinement(): Promise<Confinement> {
    found ??= strongest();
    return found;
}

async function strongest(): Promise<Confinement> {
    // Namespaces are Linux's; elsewhere `ulimit -d` is accepted and bounds nothing.
    if (process.platform !== 'linux') return NONE;
    for (const candidate of CANDIDATES) {
        const works = await run('/usr/bin/env', [...candidate.command, process.execPath, '--eval', ''], {
            env: {},
        }).then(
            () => true,
            () => false,
        );
        if (works) return candidate;
    }
    return NONE;
}
