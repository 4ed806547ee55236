import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childArguments } from '../migrator/child/child-arguments.ts';
import { CHILD_HEAPS } from '../migrator/child/run-in-child.ts';
import { type MeasuredRun, runInProcess } from './import/run-in-process.ts';
import { writeHashes } from './plan/write-inputs.ts';
import { grouped } from './result-rows.ts';
import { withTwoTenants } from './two-tenants.ts';

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
        const run = await runOf(refused);
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
        String(users),
    ];
    return JSON.parse(execFileSync(process.execPath, command, { encoding: 'utf8' })) as {
        users: number;
        peakMegabytes: number;
    };
}

async function runOf(users: number): Promise<MeasuredRun> {
    const emails = Array.from({ length: users }, (_, number) => `user-${number}@example.com`);
    const people = emails.map((email, number) => ({ user: { connection: 'source', user_id: `u${number}`, email } }));
    const ghosts = emails.map((email) => ({ ghost: { connection: 'target', email } }));
    const tenants = {
        sourceSeed: [{ connection: { name: 'source' } }, ...people],
        targetSeed: [{ connection: { name: 'target' } }, ...ghosts],
        jobRate: 1_000_000,
        definition: "passwords: { whenMissing: 'reset' }",
    };
    return await withTwoTenants(tenants, async ({ caFile, settings }) =>
        runInProcess(caFile, { ...settings, expectedUsersPerSecond: 20_000, timeBudgetMinutes: 24 * 60 }),
    );
}

function print(what: string, megabytes: number, goal: number): void {
    const isReached = megabytes < goal;
    console.log(`${what.padEnd(40)}${megabytes.toFixed(0)} MB, at most ${goal} MB${isReached ? '  ok' : '  MISSED'}`);
    if (!isReached) process.exitCode = 1;
}
