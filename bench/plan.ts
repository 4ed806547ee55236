import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeInputs } from './plan/write-inputs.ts';

/** What a child process says of its work. */
interface Measured {
    readonly users: number;
    readonly ms: number;
    readonly peakMegabytes?: number;
}

/**
 * Measures a plan against the least that any program must do with the same file, both on one core.
 *
 * @param args - the number of users, 1,000,000 by default
 */
export async function bench(args: readonly string[]): Promise<void> {
    const users = Number(args[0] ?? 1_000_000);
    const folder = mkdtempSync(join(tmpdir(), 'bench-plan-'));
    try {
        const [source, hashes] = [join(folder, 'source.ndjson.gz'), join(folder, 'hashes.ndjson.gz')];
        await writeInputs(source, hashes, users);
        const alone = run('parse-alone.ts', [source]);
        const plan = run('make-plan.ts', [source, hashes, join(folder, 'run')]);
        const rate = ({ users: done, ms }: Measured) => Math.round((done / ms) * 1_000);
        console.log(`gunzip + JSON.parse + JSON.stringify  ${rate(alone).toLocaleString('en-US')} users/s`);
        console.log(
            `plan                                  ${rate(plan).toLocaleString('en-US')} users/s, ` +
                `${Math.round((100 * rate(plan)) / rate(alone))} % of that, peak memory ${Math.round(plan.peakMegabytes ?? 0)} MB`,
        );
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

// One core for both, or the threads that gunzip uses would hide what each costs.
function run(script: string, args: readonly string[]): Measured {
    const command = [process.execPath, join(import.meta.dirname, 'plan', script), ...args];
    const [first = '', ...rest] = process.platform === 'linux' ? ['taskset', '-c', '0', ...command] : command;
    return JSON.parse(execFileSync(first, rest, { encoding: 'utf8' })) as Measured;
}
