import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { DeathWish } from '../../crash/migrate-and-die.ts';

// A program of the system, which Linux machines have.
const UNSHARE = 'unshare';

/** Tells whether this machine lets a process have a PID namespace of its own; says on stderr why a test is skipped. */
export function hasNamespaces(): boolean {
    try {
        execFileSync(UNSHARE, ['--pid', '--fork', '--mount-proc', 'true'], { stdio: 'pipe' });
        return true;
    } catch (error) {
        process.stderr.write(`SKIPPED, no PID namespace can be made here: ${String(error)}\n`);
        return false;
    }
}

/** Starts a migration in a process that sees other process IDs than this one, under the same host name. */
export function runInNamespace(wish: DeathWish): ChildProcess {
    const program = join(import.meta.dirname, '../../crash/migrate-and-die.ts');
    const flags = ['--pid', '--fork', '--kill-child', '--mount-proc'];
    return spawn(UNSHARE, [...flags, process.execPath, program, JSON.stringify(wish)], {
        stdio: ['ignore', 'pipe', 'pipe'],
    });
}
