import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';

interface ProcessLine {
    readonly pid: number;
    readonly parent: number;
    readonly command: string;
}

/** Ways in which a child can be made to die from outside. The last needs `exit-on-signal.ts` in the child's NODE_OPTIONS. */
export const DEATHS = ['SIGSEGV', 'SIGKILL', 'exit 1'] as const;
export type Death = (typeof DEATHS)[number];

/** NODE_OPTIONS under which a child of the migrator can be told to exit with 1. */
export const DYING_OPTIONS = `--import=${new URL('./exit-on-signal.ts', import.meta.url).href}`;

/** Finds the process in which a process lets the migrator work; undefined while there is none. */
export function migratorChildOf(parent: number): number | undefined {
    return processes().find((one) => one.parent === parent && one.command.includes('child-main'))?.pid;
}

/** Says whether a child is so far that it can die in this way: a signal that nobody waits for yet would be another death. */
export function canDie(pid: number, death: Death): boolean {
    if (death !== 'exit 1' || !existsSync('/proc/self/status')) return true;
    try {
        const caught = /^SigCgt:\s*([0-9a-f]+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
        return ((BigInt(`0x${caught}`) >> BigInt(constants.signals.SIGUSR2 - 1)) & 1n) === 1n;
    } catch {
        return false;
    }
}

/** Makes a process die. */
export function letDie(pid: number, death: Death): void {
    process.kill(pid, death === 'exit 1' ? 'SIGUSR2' : death);
}

/** Says whether a process is there and no zombie. */
export function isRunning(pid: number): boolean {
    return processes().some((one) => one.pid === pid);
}

function processes(): ProcessLine[] {
    return existsSync('/proc/self/stat') ? fromProc() : fromPs();
}

function fromProc(): ProcessLine[] {
    return readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .flatMap((name) => {
            try {
                const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
                const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
                if (state === 'Z') return [];
                const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
                return [{ pid: Number(name), parent: Number(parent), command }];
            } catch {
                // It ended in this moment.
                return [];
            }
        });
}

function fromPs(): ProcessLine[] {
    return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' })
        .split('\n')
        .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line))
        .filter((match) => match !== null && !match[3]?.startsWith('Z'))
        .map((match) => ({ pid: Number(match?.[1]), parent: Number(match?.[2]), command: match?.[4] ?? '' }));
}
