import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import { ManagementClient } from 'auth0';
import { startTenantProcess, type TenantProcess } from '../local/rehearsal/tenant-process.ts';
import { MAX_MEMBERS_PER_CALL, MAX_ROLE_USERS_PER_CALL } from '../migrator/tenant/limits.ts';
import { runInProcess } from './import/run-in-process.ts';

const CLI = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
const ROLES = 20;
const ORGANIZATIONS = 10;
const CALLS_AT_ONCE = 16;
const GOALS = { aboveSmallest: 0.05, megabytes: 300 };

/** Of all the ways to write an assignment. */
const WRITE_ROUTES = /^POST \/api\/v2\/(roles\/[^/]+\/users|organizations\/[^/]+\/(members|enabled_connections))$/;

/**
 * Measures how many calls the assignments of a migration take, against the fewest that the API allows and against a call for each
 * user and role, which is how every tool does it that we know; and the peak memory of the whole run.
 *
 * Each user has two roles and an organization. A goal that was missed makes the command fail, so that CI sees it.
 *
 * @param args - the number of users, 100,000 by default
 */
export async function bench(args: readonly string[]): Promise<void> {
    const users = Number(args[0] ?? 100_000);
    const folder = await mkdtemp(join(tmpdir(), 'bench-attach-'));
    const seedFile = join(folder, 'seed.ndjson');
    const lines = [{ connection: { name: 'source' } }, ...Array.from({ length: users }, (_, number) => userOf(number))];
    await writeFile(seedFile, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const source = await startTenantProcess(CLI, ['--seed', seedFile]);
    const target = await startTenantProcess(CLI, ['--control', '--job-rate', '1000000']);
    try {
        const authorities = await Promise.all([source, target].map(({ caFile }) => readFile(caFile, 'utf8')));
        tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...authorities]);
        const caFile = join(folder, 'ca.pem');
        await writeFile(caFile, authorities.join('\n'));
        const smallest = await assign(source, users);
        const there = new ManagementClient(credentialsOf(target));
        await there.connections.create({ name: 'target', strategy: 'auth0', enabled_clients: [target.clientId] });
        const definition = `export default { description: 'A bench.', passwords: { whenMissing: 'reset' },
            roles: { missing: 'create' }, organizations: { missing: 'create' } };\n`;
        await writeFile(join(folder, 'migration.ts'), definition);
        const settings = {
            ...{ runId: 'bench', runsFolder: 'runs', projectFolder: folder, definitionPath: 'migration.ts' },
            source: { credentials: credentialsOf(source), connectionName: 'source' },
            target: { credentials: credentialsOf(target), connectionName: 'target' },
            ...{ phase: 'copy', expectedUsersPerSecond: 20_000 },
        };
        const startedAt = performance.now();
        const { peakMegabytes } = await runInProcess(caFile, settings);
        const seconds = (performance.now() - startedAt) / 1_000;
        const calls = await countWrites(target);
        const above = calls / smallest - 1;
        const rows: [string, string, boolean | undefined][] = [
            ['users, assignments', `${grouped(users)}, ${grouped(3 * users)}`, undefined],
            ['calls that write', grouped(calls), undefined],
            ['the fewest that the API allows', grouped(smallest), undefined],
            ['above them', `${(100 * above).toFixed(2)} %`, calls > 0 && above <= GOALS.aboveSmallest],
            ['a call for each user and role', grouped(3 * users), undefined],
            ['seconds of the whole run', seconds.toFixed(0), undefined],
            ['peak memory', `${peakMegabytes.toFixed(0)} MB`, peakMegabytes < GOALS.megabytes],
        ];
        for (const [what, value, isReached] of rows)
            console.log(`${what.padEnd(34)}${value}${isReached === undefined ? '' : isReached ? '  ok' : '  MISSED'}`);
        if (rows.some(([, , isReached]) => isReached === false)) process.exitCode = 1;
    } finally {
        await Promise.all([source.stop(), target.stop()]);
        await rm(folder, { recursive: true, force: true });
    }
}

function userOf(number: number): object {
    return { user: { connection: 'source', user_id: idOf(number), email: `user-${number}@example.com` } };
}

function idOf(number: number): string {
    return number.toString(16).padStart(24, '0');
}

function credentialsOf({ domain, clientId, clientSecret }: TenantProcess) {
    return { domain, clientId, clientSecret };
}

// Gives the fewest calls that write as much: full ones, and one for each connection that is enabled.
async function assign(source: TenantProcess, users: number): Promise<number> {
    const sdk = new ManagementClient(credentialsOf(source));
    let smallest = 0;
    const inParts = async (ids: readonly string[], size: number, write: (some: string[]) => PromiseLike<unknown>) => {
        const starts = Array.from({ length: Math.ceil(ids.length / size) }, (_, at) => at * size);
        smallest += starts.length;
        for (let at = 0; at < starts.length; at += CALLS_AT_ONCE)
            await Promise.all(
                starts.slice(at, at + CALLS_AT_ONCE).map((start) => write(ids.slice(start, start + size))),
            );
    };
    const ids = Array.from({ length: users }, (_, number) => `auth0|${idOf(number)}`);
    for (let number = 0; number < ROLES; number += 1) {
        const { id = '' } = await sdk.roles.create({ name: `role ${number}` });
        const holders = ids.filter((_, place) => place % ROLES === number || (place + 1) % ROLES === number);
        await inParts(holders, MAX_ROLE_USERS_PER_CALL, (some) => sdk.roles.users.assign(id, { users: some }));
    }
    for (let number = 0; number < ORGANIZATIONS; number += 1) {
        const { id = '' } = await sdk.organizations.create({ name: `org-${number}` });
        const members = ids.filter((_, place) => place % ORGANIZATIONS === number);
        await inParts(members, MAX_MEMBERS_PER_CALL, (some) => sdk.organizations.members.create(id, { members: some }));
    }
    return smallest + ORGANIZATIONS;
}

/** Counts by the tenant's own statistics. */
async function countWrites({ domain }: TenantProcess): Promise<number> {
    const { calls } = (await (await fetch(`https://${domain}/_local/calls`)).json()) as {
        calls: { route: string; count: number }[];
    };
    return calls.filter(({ route }) => WRITE_ROUTES.test(route)).reduce((sum, { count }) => sum + count, 0);
}

function grouped(number: number): string {
    return number.toLocaleString('en-US');
}
