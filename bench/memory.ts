import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import { startTenantProcess, type TenantProcess } from '../local/rehearsal/tenant-process.ts';
import { childArguments } from '../migrator/child/child-arguments.ts';
import { CHILD_HEAPS } from '../migrator/child/run-in-child.ts';
import { type MeasuredRun, runInProcess } from './import/run-in-process.ts';
import { writeHashes } from './plan/write-inputs.ts';

const CLI = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
const GOALS = { plan: 500, rejected: 300 };

/**
 * Measures the peak memory of the two largest things that a run may meet: a plan of ten million users, whose export is invented as it
 * is read, and a run whose users are all refused, each being a ghost in the target.
 *
 * A goal that was missed makes the command fail, so that CI sees it.
 *
 * @param args - users of the plan, 10,000,000 by default, and users that are refused, 100,000 by default
 */
export async function bench(args: readonly string[]): Promise<void> {
    const [planned, refused] = [Number(args[0] ?? 10_000_000), Number(args[1] ?? 100_000)];
    const folder = await mkdtemp(join(tmpdir(), 'bench-memory-'));
    try {
        const plan = await planOf(planned, folder);
        print(`a plan of ${grouped(plan.users)} users`, plan.peakMegabytes, GOALS.plan);
        const run = await runOf(refused, folder);
        print(`a run with ${grouped(run.rejected)} refused users`, run.peakMegabytes, GOALS.rejected);
        if (plan.users !== planned || run.rejected !== refused) throw new Error('Not every user was seen.');
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}

async function planOf(users: number, folder: string): Promise<{ users: number; peakMegabytes: number }> {
    const hashes = join(folder, 'hashes.ndjson.gz');
    await writeHashes(hashes, users);
    const program = fileURLToPath(new URL('./plan/make-plan.ts', import.meta.url));
    const command = [
        ...childArguments([], CHILD_HEAPS.plan),
        program,
        `invented:${users}`,
        hashes,
        join(folder, 'run'),
    ];
    return JSON.parse(execFileSync(process.execPath, command, { encoding: 'utf8' })) as {
        users: number;
        peakMegabytes: number;
    };
}

async function runOf(users: number, folder: string): Promise<MeasuredRun> {
    const emails = Array.from({ length: users }, (_, number) => `user-${number}@example.com`);
    const seed = async (name: string, entries: readonly object[]) => {
        const file = join(folder, `${name}.ndjson`);
        await writeFile(
            file,
            [{ connection: { name } }, ...entries].map((entry) => `${JSON.stringify(entry)}\n`).join(''),
        );
        return file;
    };
    const people = emails.map((email, number) => ({ user: { connection: 'source', user_id: `u${number}`, email } }));
    const ghosts = emails.map((email) => ({ ghost: { connection: 'target', email } }));
    const source = await startTenantProcess(CLI, ['--seed', await seed('source', people)]);
    const target = await startTenantProcess(CLI, ['--seed', await seed('target', ghosts), '--job-rate', '1000000']);
    try {
        const authorities = await Promise.all([source, target].map(({ caFile }) => readFile(caFile, 'utf8')));
        tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...authorities]);
        const caFile = join(folder, 'ca.pem');
        await writeFile(caFile, authorities.join('\n'));
        const definition = "export default { description: 'A bench.', passwords: { whenMissing: 'reset' } };\n";
        await writeFile(join(folder, 'migration.ts'), definition);
        return await runInProcess(caFile, {
            ...{ runId: 'bench', runsFolder: 'runs', projectFolder: folder, definitionPath: 'migration.ts' },
            source: { credentials: credentialsOf(source), connectionName: 'source' },
            target: { credentials: credentialsOf(target), connectionName: 'target' },
            ...{ phase: 'copy', expectedUsersPerSecond: 20_000, timeBudgetMinutes: 24 * 60 },
        });
    } finally {
        await Promise.all([source.stop(), target.stop()]);
    }
}

function credentialsOf({ domain, clientId, clientSecret }: TenantProcess) {
    return { domain, clientId, clientSecret };
}

function print(what: string, megabytes: number, goal: number): void {
    const isReached = megabytes < goal;
    console.log(`${what.padEnd(40)}${megabytes.toFixed(0)} MB, at most ${goal} MB${isReached ? '  ok' : '  MISSED'}`);
    if (!isReached) process.exitCode = 1;
}

function grouped(number: number): string {
    return number.toLocaleString('en-US');
}
