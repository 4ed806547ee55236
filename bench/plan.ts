import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childArguments } from '../migrator/child/child-arguments.ts';
import { CHILD_HEAPS } from '../migrator/child/run-in-child.ts';
import { writeInputs } from './plan/write-inputs.ts';
import { printRows } from './result-rows.ts';

/** What a child process says of its work. */
interface Measured {
    readonly users: number;
    readonly cpuMs: number;
    readonly peakMegabytes?: number;
}

const GOALS = { share: 0.5, megabytes: 220 };

/**
 * Measures a plan against the least that any program must do with the same files (the export and the password hash export), in time
 * of the processor on one core.
 *
 * A goal that was missed makes the command fail, so that CI sees it.
 *
 * @param args - the number of users, 1,000,000 by default
 */
export async function bench(args: readonly string[]): Promise<void> {
    const users = Number(args[0] ?? 1_000_000);
    const folder = mkdtempSync(join(tmpdir(), 'bench-plan-'));
    try {
        const [source, hashes] = [join(folder, 'source.ndjson.gz'), join(folder, 'hashes.ndjson.gz')];
        await writeInputs(source, hashes, users);
        const alone = run('parse-alone.ts', [source, hashes]);
        const exportAlone = run('parse-alone.ts', [source]);
        const plan = run(
            'make-plan.ts',
            [source, hashes, join(folder, 'run'), String(users)],
            childArguments([], CHILD_HEAPS.plan),
        );
        const rate = ({ users: done, cpuMs }: Measured) => Math.round((done / cpuMs) * 1_000);
        const share = rate(plan) / rate(alone);
        const megabytes = plan.peakMegabytes ?? Number.NaN;
        const percent = (value: number) => `${Math.round(100 * value)} %`;
        printRows([
            ['gunzip + JSON.parse + JSON.stringify', `${rate(alone).toLocaleString('en-US')} users/s`, undefined],
            ['the same without the hashes', `${rate(exportAlone).toLocaleString('en-US')} users/s`, undefined],
            ['plan', `${rate(plan).toLocaleString('en-US')} users/s`, undefined],
            ['plan, of the first', percent(share), share >= GOALS.share],
            ['plan, of the second', percent(rate(plan) / rate(exportAlone)), undefined],
            ['peak memory of the plan', `${Math.round(megabytes)} MB`, megabytes < GOALS.megabytes],
        ]);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

// One core for both, or the threads that gunzip uses would hide what each costs.
function run(script: string, args: readonly string[], options: readonly string[] = []): Measured {
    const command = [process.execPath, ...options, join(import.meta.dirname, 'plan', script), ...args];
    const [first = '', ...rest] = process.platform === 'linux' ? ['taskset', '-c', '0', ...command] : command;
    return JSON.parse(execFileSync(first, rest, { encoding: 'utf8' })) as Measured;
}
