import { ManagementClient } from 'auth0';
import type { TenantProcess } from '../local/rehearsal/tenant-process.ts';
import { MAX_MEMBERS_PER_CALL, MAX_ROLE_USERS_PER_CALL } from '../migrator/tenant/limits.ts';
import { runInProcess } from './import/run-in-process.ts';
import { grouped, printRows } from './result-rows.ts';
import { countCalls, credentialsOf, inventedId, withTwoTenants } from './two-tenants.ts';

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
    const tenants = {
        sourceSeed: [
            { connection: { name: 'source' } },
            ...Array.from({ length: users }, (_, number) => userOf(number)),
        ],
        jobRate: 1_000_000,
        definition:
            "passwords: { whenMissing: 'reset' }, roles: { missing: 'create' }, organizations: { missing: 'create' }",
    };
    await withTwoTenants(tenants, async ({ caFile, source, target, settings }) => {
        const smallest = await assign(source, users);
        const there = new ManagementClient(credentialsOf(target));
        await there.connections.create({ name: 'target', strategy: 'auth0', enabled_clients: [target.clientId] });
        const startedAt = performance.now();
        const { peakMegabytes } = await runInProcess(caFile, { ...settings, expectedUsersPerSecond: 20_000 });
        const seconds = (performance.now() - startedAt) / 1_000;
        const calls = await countCalls(target, WRITE_ROUTES);
        const above = calls / smallest - 1;
        printRows([
            ['users, assignments', `${grouped(users)}, ${grouped(3 * users)}`, undefined],
            ['calls that write', grouped(calls), undefined],
            ['the fewest that the API allows', grouped(smallest), undefined],
            ['above them', `${(100 * above).toFixed(2)} %`, calls > 0 && above <= GOALS.aboveSmallest],
            ['a call for each user and role', grouped(3 * users), undefined],
            ['seconds of the whole run', seconds.toFixed(0), undefined],
            ['peak memory', `${peakMegabytes.toFixed(0)} MB`, peakMegabytes < GOALS.megabytes],
        ]);
    });
}

function userOf(number: number): object {
    return { user: { connection: 'source', user_id: inventedId(number), email: `user-${number}@example.com` } };
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
    const ids = Array.from({ length: users }, (_, number) => `auth0|${inventedId(number)}`);
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
