import { join } from 'node:path';
import { ManagementClient } from 'auth0';
import type { TenantProcess } from '../local/rehearsal/tenant-process.ts';
import { EXPECTED_USERS_PER_SECOND_AND_JOB } from '../migrator/tenant/limits.ts';
import { exportMsOf } from './delta/export-time.ts';
import { runInProcess } from './import/run-in-process.ts';
import { grouped, printRows } from './result-rows.ts';
import { countCalls, credentialsOf, inventedId, withTwoTenants } from './two-tenants.ts';

const CALLS_AT_ONCE = 16;
/** One change in ten is a sign-up, the others are edits. */
const SIGN_UPS_OF = 10;
const GOALS = { partOfFirstCopy: 0.1, aboveSmallest: 0.05 };

/** Of all the ways to write a user. */
const WRITE_ROUTES =
    /^(POST \/api\/v2\/jobs\/users-imports|(POST|PATCH|DELETE) \/api\/v2\/(users|connections\/[^/]+\/users))/;

/**
 * Measures what a further pass over a source takes in which few users have changed, against the first copy and against the fewest calls that
 * can write the changes: one for each edit, and one import job for all sign-ups.
 *
 * Exports aside, for their time is Auth0's. Both passes are of one run, on one machine. A goal that was missed makes the command fail.
 *
 * @param args - the number of users, 200,000 by default; of changes, 500 by default; and how many users a second an import job of the tenant takes in, by
 * default what Auth0's staff saw, so that the first copy takes half an hour. A faster one makes the first copy shorter, and not the delta
 */
export async function bench(args: readonly string[]): Promise<void> {
    const [users, changes] = [Number(args[0] ?? 200_000), Number(args[1] ?? 500)];
    const pace = Number(args[2] ?? EXPECTED_USERS_PER_SECOND_AND_JOB);
    const tenants = {
        sourceSeed: [
            { connection: { name: 'source' } },
            ...Array.from({ length: users }, (_, number) => userOf(number)),
        ],
        jobRate: pace,
        definition: "passwords: { whenMissing: 'reset' }",
    };
    await withTwoTenants(tenants, async ({ folder, caFile, source, target, settings }) => {
        const there = new ManagementClient(credentialsOf(target));
        await there.connections.create({ name: 'target', strategy: 'auth0', enabled_clients: [target.clientId] });
        const pass = async (): Promise<{ readonly seconds: number; readonly exportSeconds: number }> => {
            const begunAt = Date.now();
            await runInProcess(caFile, { ...settings, expectedUsersPerSecond: pace });
            const seconds = (Date.now() - begunAt) / 1_000;
            const exportSeconds = (await exportMsOf(join(folder, 'runs/bench/journal.ndjson'), begunAt)) / 1_000;
            return { seconds, exportSeconds };
        };
        const first = await pass();
        const before = await countCalls(target, WRITE_ROUTES);
        const smallest = await change(source, users, changes);
        const delta = await pass();
        const calls = (await countCalls(target, WRITE_ROUTES)) - before;
        const [firstWork, deltaWork] = [first, delta].map(({ seconds, exportSeconds }) => seconds - exportSeconds);
        const ratio = (deltaWork ?? 0) / (firstWork ?? 0);
        const above = calls / smallest - 1;
        const time = ({ seconds, exportSeconds }: typeof first) =>
            `${(seconds - exportSeconds).toFixed(1)} s, and ${exportSeconds.toFixed(1)} s of exports`;
        printRows([
            ['users, changed', `${grouped(users)}, ${grouped(changes)}`, undefined],
            ['users per second and import job', grouped(pace), undefined],
            ['first copy', time(first), undefined],
            ['delta', time(delta), undefined],
            ['delta of first copy, no exports', `${(100 * ratio).toFixed(1)} %`, ratio < GOALS.partOfFirstCopy],
            ['calls that write', grouped(calls), undefined],
            ['the fewest that can', grouped(smallest), undefined],
            ['above them', `${(100 * above).toFixed(2)} %`, calls > 0 && above <= GOALS.aboveSmallest],
        ]);
    });
}

function userOf(number: number): object {
    return {
        user: {
            ...{ connection: 'source', user_id: inventedId(number), email: `user-${number}@example.com` },
            ...{ given_name: 'Ann', user_metadata: { number, theme: 'light' } },
        },
    };
}

// Gives the fewest calls that write as much.
async function change(source: TenantProcess, users: number, changes: number): Promise<number> {
    const sdk = new ManagementClient(credentialsOf(source));
    const signUps = Math.floor(changes / SIGN_UPS_OF);
    const edits = changes - signUps;
    const work = [
        ...Array.from({ length: edits }, (_, at) => () => {
            const id = `auth0|${inventedId(Math.floor((at * users) / edits))}`;
            return sdk.users.update(id, at % 2 === 0 ? { given_name: 'Anna' } : { blocked: true });
        }),
        ...Array.from({ length: signUps }, (_, at) => () => {
            const email = `new-${at}@example.com`;
            return sdk.users.create({ connection: 'source', email, password: 'A-password-of-a-bench-1' });
        }),
    ];
    for (let at = 0; at < work.length; at += CALLS_AT_ONCE)
        await Promise.all(work.slice(at, at + CALLS_AT_ONCE).map((write) => write()));
    return edits + Math.min(1, signUps);
}
