import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PUBLISHED, REPOSITORY } from '../scripts/packages.ts';
import { printRows, type ResultRow } from './result-rows.ts';

/** Each start is made this often; the cheapest is the one that other processes have disturbed least. */
const STARTS = 7;
/** Processor time of a command's start, in starts of Node alone. Loading Auth0's SDK alone costs about 10. */
const MOST = 22;
const PRINT_CPU = `data:text/javascript,process.on('exit',()=>process.stderr.write('cpu '+JSON.stringify(process.cpuUsage())))`;

/** Measures what the start of each published command costs before it does anything, as a user has it: compiled. */
export function bench(): void {
    const folder = mkdtempSync(join(tmpdir(), 'bench-start-'));
    try {
        run(join(REPOSITORY, 'scripts', 'build.ts'), folder);
        symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'), 'junction');
        const node = cheapest('-e', '0');
        const rows = PUBLISHED.map(({ name }): ResultRow => {
            const cpuMs = cheapest(join(folder, name, 'bin', `${name}.js`), '--version');
            const ratio = cpuMs / node;
            return [`${name} --version`, `${cpuMs.toFixed(0)} ms, ${ratio.toFixed(1)} starts of Node`, ratio <= MOST];
        });
        printRows([['node -e 0', `${node.toFixed(0)} ms of processor time`, undefined], ...rows]);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

function cheapest(...args: readonly string[]): number {
    return Math.min(...Array.from({ length: STARTS }, () => cpuMsOf(run('--import', PRINT_CPU, ...args))));
}

function cpuMsOf(printed: string): number {
    const { user, system } = JSON.parse(/cpu (\{.*\})/.exec(printed)?.[1] ?? '') as NodeJS.CpuUsage;
    return (user + system) / 1000;
}

function run(...args: readonly string[]): string {
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`Node ended with ${String(status)}: ${stderr}`);
    return stderr;
}
