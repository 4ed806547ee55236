import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
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
import { targetSeed, writeSeeds } from './write-seeds.ts';

const LOG_INS = 25;
/** From the project's folder. */
const RUNS_FOLDER = '.rehearsal/runs';

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
    /** Receives what happens, line by line. */
    readonly say: (line: string) => void;
    /** Receives where the work is; each line takes the place of the one before. */
    readonly showStatus: (line: string) => void;
    /** Called while the tenants still run; they stop when it resolves. */
    readonly beforeStop?: (stage: RehearsalStage) => Promise<void>;
}

/** What is there while the tenants of a rehearsal run. */
export interface RehearsalStage {
    readonly source: TenantProcess;
    readonly target: TenantProcess;
    /** File of both certificate authorities. */
    readonly caFile: string;
    readonly result: RehearsalResult;
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
    /** The page of the run, from the project's folder. */
    readonly reportFile: string;
}

/**
 * Rehearses a migration on this machine: two local tenants, invented users, the program of this repository, and people who
 * log in with their old passwords.
 *
 * @param options - how many users, and where
 * @throws {Error} when any part does not come out as it must
 */
export async function rehearse(options: RehearsalOptions): Promise<RehearsalResult> {
    const { projectFolder, cli, users, jobRate, say, showStatus } = options;
    const startedAt = performance.now();
    const workFolder = join(projectFolder, '.rehearsal');
    await rm(workFolder, { recursive: true, force: true });
    await mkdir(workFolder, { recursive: true, mode: 0o700 });

    say(
        `A rehearsal: ${users === 1 ? '1 invented user moves' : `${count(users)} invented users move`} from one local Auth0 tenant into another.`,
    );
    const tenants: TenantProcess[] = [];
    const start = async (args: readonly string[]): Promise<TenantProcess> => {
        const tenant = await startTenantProcess(cli, args, cacheOf(projectFolder));
        tenants.push(tenant);
        return tenant;
    };
    try {
        showStatus('Inventing users and starting two local tenants');
        const [{ pool, expected, sourceSeed }, target] = await all([
            inventUsers(workFolder, users),
            start(['--control', '--job-rate', String(jobRate)]),
        ]);
        const source = await start(['--control', '--seed', sourceSeed]);

        const driver = (await hasPulumiCli(process.env)) ? pulumiCliDriver : localPulumiDriver;
        say(
            driver.kind === 'cli'
                ? 'Pulumi on your PATH runs the program in index.ts.'
                : 'Pulumi is not on your PATH, so a built-in substitute runs the program in index.ts.',
        );
        const task = await makeTask(options, workFolder, source, target);
        say('\n1. `up` in the phase `prepare`: creates the target connection and checks everything.');
        // The users of the source get their roles meanwhile: this phase does not look at them.
        const [assigned] = await all([
            assign(source, users, pool),
            driver.up({ ...task, config: { ...task.config, phase: 'prepare' } }),
        ]);
        const client = await openTenantClient(target);
        try {
            await signUpEarly(client, users, pool);
            // The application that the new login serves; an API is never made by a migration.
            await makeApi(client, ['write:orders']);
            say('\n2. `preview` in the phase `copy`: shows what `up` would do.');
            await driver.preview(task);
            say('\n3. `up` in the phase `copy`: moves the users.');
            const first = await driver.up(task);
            say('\n4. `up` again: has nothing to do, while moved users log in to the target with their old passwords.');
            const [second, { logIns, found }] = await all([driver.up(task), useTarget(client, users, pool)]);
            say(
                `   ${logIns.ok} of ${logIns.tried} logged in (${logIns.algorithms.join(', ')}); ${logIns.wrongRefused} wrong passwords were refused.`,
            );
            const result = {
                ...resultOf(driver.kind, first.outputs['report'], logIns, second.isUnchanged, found, startedAt),
                reportFile: await reportFileIn(projectFolder, RUNS_FOLDER),
            };
            refuseUnexpected(result, expected, assigned);
            await options.beforeStop?.({ source, target, caFile: task.env['NODE_EXTRA_CA_CERTS'] ?? '', result });
            return result;
        } finally {
            client.close();
        }
    } finally {
        await Promise.all(tenants.map((tenant) => tenant.stop()));
    }
}

async function inventUsers(workFolder: string, users: number) {
    const pool = await makePasswordPool();
    const sourceSeed = join(workFolder, 'source.ndjson');
    const expected = await writeSeeds({ sourceSeed, hashExport: join(workFolder, 'hashes.ndjson.gz') }, users, pool);
    return { pool, expected, sourceSeed };
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
    const { status } = await client.seed(targetSeed(users, pool));
    if (status !== 204) throw new Error(`The users for the target were answered with ${status}.`);
}

async function useTarget(client: TenantClient, users: number, pool: readonly PooledPassword[]) {
    const logIns = await logInMovedUsers(client, users, LOG_INS, pool);
    return { logIns, found: await countInTarget(client) };
}

// A dozen processes load the same modules, which costs more than all that they do: each finds what another one has compiled.
function cacheOf(projectFolder: string): NodeJS.ProcessEnv {
    return { NODE_COMPILE_CACHE: join(projectFolder, 'node_modules', '.cache', 'rehearsal') };
}

// The second one must have come to its end before the tenants are stopped for a failure of the first.
async function all<A, B>(both: readonly [Promise<A>, Promise<B>]): Promise<[A, B]> {
    await Promise.allSettled(both);
    return await Promise.all(both);
}

// A rehearsal has one run, whose folder is named by its ID.
async function reportFileIn(projectFolder: string, runsFolder: string): Promise<string> {
    const folders = await readdir(join(projectFolder, runsFolder), { withFileTypes: true });
    return join(runsFolder, folders.find((entry) => entry.isDirectory())?.name ?? '', 'report.html');
}

async function makeTask(
    { projectFolder, say, showStatus }: RehearsalOptions,
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
        // What a step says stands below its heading.
        listener: {
            say: (line) => {
                say(`   ${line}`);
            },
            showStatus,
        },
        config: {
            phase: 'copy',
            runsFolder: RUNS_FOLDER,
            sourceDomain: source.domain,
            sourceClientId: source.clientId,
            targetDomain: target.domain,
            targetClientId: target.clientId,
            enabledClients: JSON.stringify([target.clientId]),
        },
        env: {
            ...process.env,
            ...cacheOf(projectFolder),
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
): Omit<RehearsalResult, 'reportFile'> {
    const numberOf = (name: string): number => Number((report as Record<string, unknown> | undefined)?.[name]);
    return {
        pulumi,
        source: numberOf('sourceUsers'),
        imported: numberOf('imported'),
        existing: numberOf('existing'),
        excluded: numberOf('excluded'),
        rejected: numberOf('rejected'),
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

function count(number: number): string {
    return number.toLocaleString('en-US');
}
