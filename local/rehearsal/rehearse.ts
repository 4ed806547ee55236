import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assignInSource, countInTarget, makeApi, type RehearsedAssignments } from './assignments.ts';
import type { Expectation } from './invented-user.ts';
import { localPulumiDriver } from './local-pulumi-driver.ts';
import { type LogIns, logInMovedUsers } from './log-ins.ts';
import { makePasswordPool, type PooledPassword } from './password-pool.ts';
import { hasPulumiCli, pulumiCliDriver } from './pulumi-cli-driver.ts';
import type { PulumiTask } from './pulumi-driver.ts';
import { openTenantClient, type TenantClient } from './tenant-client.ts';
import { startTenantProcess, type TenantProcess } from './tenant-process.ts';
import { targetGhosts, targetUsers, writeSeeds } from './write-seeds.ts';

const LOG_INS = 25;

/** How a rehearsal goes. */
export interface RehearsalOptions {
    /** Folder of the program. */
    readonly projectFolder: string;
    /** Path of the command line's entry, which starts the tenants. */
    readonly cli: string;
    /** Invented users, `1` or more. */
    readonly users: number;
    /** Users a second and import job in the target. */
    readonly jobRate: number;
    /** Hears what happens, line by line. */
    readonly say: (line: string) => void;
    /** Called while the tenants still run; they stop when it resolves. */
    readonly beforeStop?: (tenants: {
        readonly source: TenantProcess;
        readonly target: TenantProcess;
    }) => Promise<void>;
}

/** What a rehearsal came to; every user of the source is in one of four places. */
export interface RehearsalResult {
    /** Which engine was used. */
    readonly pulumi: 'cli' | 'local';
    /** Users of the source. */
    readonly source: number;
    /** Users who were imported. */
    readonly imported: number;
    /** Users whose address was taken in the target. */
    readonly existing: number;
    /** Users who were not sent. */
    readonly excluded: number;
    /** Users whom the tenant refused. */
    readonly rejected: number;
    /** Logins that were tried. */
    readonly loginsTried: number;
    /** Logins that succeeded. */
    readonly loginsOk: number;
    /** Logins with a wrong password that were refused. */
    readonly wrongPasswordsRefused: number;
    /** What the moved users have in the target beside their profiles. */
    readonly assigned: RehearsedAssignments;
    /** What the second `up` did. */
    readonly secondUp: 'unchanged' | 'changed';
    /** Seconds that the rehearsal took. */
    readonly seconds: number;
}

/**
 * Rehearses a migration on this machine: two local tenants, invented users, the program of this repository, and people who
 * log in with their old passwords.
 *
 * @param options - how many users, and where
 * @throws {Error} when any part does not come out as it must
 */
export async function rehearse(options: RehearsalOptions): Promise<RehearsalResult> {
    const { projectFolder, cli, users, jobRate, say } = options;
    const startedAt = performance.now();
    const workFolder = join(projectFolder, '.rehearsal');
    await rm(workFolder, { recursive: true, force: true });
    await mkdir(workFolder, { recursive: true, mode: 0o700 });

    say(`Inventing ${users.toLocaleString('en-US')} users.`);
    const pool = await makePasswordPool();
    const sourceSeed = join(workFolder, 'source.ndjson');
    const expected = await writeSeeds({ sourceSeed, hashExport: join(workFolder, 'hashes.ndjson.gz') }, users, pool);

    const tenants: TenantProcess[] = [];
    try {
        const source = await startTenantProcess(cli, ['--seed', sourceSeed]);
        tenants.push(source);
        const target = await startTenantProcess(cli, ['--control', '--job-rate', String(jobRate)]);
        tenants.push(target);
        say(`Two local tenants: ${source.domain} (source), ${target.domain} (target).`);

        const driver = (await hasPulumiCli(process.env)) ? pulumiCliDriver : localPulumiDriver;
        say(
            driver.kind === 'cli'
                ? 'Running with pulumi from the PATH.'
                : 'No pulumi on the PATH: running with the local stand-in.',
        );
        const task = await makeTask(projectFolder, workFolder, source, target);
        const assigned = await assign(source, users, pool);

        say('\n1. `up` in the phase prepare: the target connection is made, and everything is checked.\n');
        await driver.up({ ...task, config: { ...task.config, phase: 'prepare' } });
        const client = await openTenantClient(target);
        try {
            await signUpEarly(client, users, pool);
            // The application that the new login serves; an API is never made by a migration.
            await makeApi(client, ['write:orders']);
            say('\n2. `preview` in the phase copy.\n');
            await driver.preview(task);
            say('\n3. `up` in the phase copy.\n');
            const first = await driver.up(task);
            say('\n4. The moved users log in with their old passwords.\n');
            const logIns = await logInMovedUsers(client, users, LOG_INS, pool);
            say(
                `${logIns.ok} of ${logIns.tried} logged in (${logIns.algorithms.join(', ')}); ${logIns.wrongRefused} wrong passwords refused.`,
            );
            say('\n5. `up` again.\n');
            const second = await driver.up(task);
            const found = await countInTarget(client);
            const result = resultOf(driver.kind, first.outputs['report'], logIns, second.isUnchanged, found, startedAt);
            refuseUnexpected(result, expected, assigned);
            await options.beforeStop?.({ source, target });
            return result;
        } finally {
            client.close();
        }
    } finally {
        await Promise.all(tenants.map((tenant) => tenant.stop()));
    }
}

async function assign(
    source: TenantProcess,
    users: number,
    pool: readonly PooledPassword[],
): Promise<RehearsedAssignments> {
    const client = await openTenantClient(source);
    try {
        return await assignInSource(client, users, pool);
    } finally {
        client.close();
    }
}

// People who are in the target before their old account comes: some under the same address, some holding its username, and
// some of whom only half is there.
async function signUpEarly(client: TenantClient, users: number, pool: readonly PooledPassword[]): Promise<void> {
    for (const user of targetUsers(users, pool)) {
        const { status } = await client.management('POST', '/users', { connection: 'customers', ...user });
        if (status !== 201) throw new Error(`A user for the target was answered with ${status}.`);
    }
    const ghosts = await client.seed(targetGhosts(users, pool));
    if (ghosts.status !== 204) throw new Error(`The ghosts for the target were answered with ${ghosts.status}.`);
}

async function makeTask(
    projectFolder: string,
    workFolder: string,
    source: TenantProcess,
    target: TenantProcess,
): Promise<PulumiTask> {
    // Node reads one file of extra authorities, at its start.
    const caFile = join(workFolder, 'ca.pem');
    const authorities = await Promise.all([source, target].map(({ caFile: file }) => readFile(file, 'utf8')));
    await writeFile(caFile, authorities.join('\n'));
    return {
        ...{ projectFolder, workFolder },
        stack: 'dev',
        config: {
            phase: 'copy',
            runsFolder: '.rehearsal/runs',
            sourceDomain: source.domain,
            sourceClientId: source.clientId,
            targetDomain: target.domain,
            targetClientId: target.clientId,
            enabledClients: JSON.stringify([target.clientId]),
        },
        env: {
            ...process.env,
            NODE_EXTRA_CA_CERTS: caFile,
            SSL_CERT_FILE: caFile,
            AUTH0_SOURCE_CLIENT_SECRET: source.clientSecret,
            AUTH0_TARGET_CLIENT_SECRET: target.clientSecret,
        },
    };
}

function resultOf(
    pulumi: 'cli' | 'local',
    report: unknown,
    logIns: LogIns,
    isUnchanged: boolean,
    assigned: RehearsedAssignments,
    startedAt: number,
): RehearsalResult {
    const count = (name: string): number => Number((report as Record<string, unknown> | undefined)?.[name]);
    return {
        pulumi,
        source: count('sourceUsers'),
        imported: count('imported'),
        existing: count('existing'),
        excluded: count('excluded'),
        rejected: count('rejected'),
        loginsTried: logIns.tried,
        loginsOk: logIns.ok,
        wrongPasswordsRefused: logIns.wrongRefused,
        assigned,
        secondUp: isUnchanged ? 'unchanged' : 'changed',
        seconds: Math.round((performance.now() - startedAt) / 100) / 10,
    };
}

function refuseUnexpected(
    result: RehearsalResult,
    expected: Readonly<Record<string, number>>,
    assigned: RehearsedAssignments,
): void {
    const problems = Object.entries(expected)
        .filter(([place, count]) => result[place as keyof RehearsalResult] !== count)
        .map(([place, count]) => `${place} ${String(result[place as Expectation])} instead of ${count}`);
    for (const [kind, count] of Object.entries(assigned)) {
        const found = result.assigned[kind as keyof RehearsedAssignments];
        if (found !== count) problems.push(`${found} ${kind} assigned instead of ${count}`);
    }
    if (result.loginsOk !== result.loginsTried) problems.push(`${result.loginsTried - result.loginsOk} log-ins failed`);
    if (result.wrongPasswordsRefused !== result.loginsTried) problems.push('a wrong password was taken');
    if (result.secondUp !== 'unchanged') problems.push('the second up had something to do');
    if (problems.length > 0) throw new Error(`The rehearsal did not come out as it must: ${problems.join('; ')}.`);
}
