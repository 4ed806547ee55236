import { readFile } from 'node:fs/promises';

// Linux counts in hundredths of a second on every architecture.
const TICKS_PER_SECOND = 100;

/** How much processor time a process has taken, all its threads together; Linux only. */
export async function cpuSeconds(pid: number): Promise<number> {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name of the program may hold spaces, and ends with the last parenthesis.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** The most memory that a process ever had resident, in megabytes; Linux only. */
export async function peakMegabytes(pid: number): Promise<number> {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
