import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import { startTenantProcess, type TenantProcess } from '../local/rehearsal/tenant-process.ts';

const CLI = fileURLToPath(new URL('../local/tenant/bin/auth0-local-tenant.js', import.meta.url));

/** A source and a target tenant in processes of their own, and a project that migrates users between them. */
export interface TwoTenants {
    /** Folder of the project. */
    readonly folder: string;
    /** PEM file of both certificate authorities; this process trusts them, too. */
    readonly caFile: string;
    readonly source: TenantProcess;
    readonly target: TenantProcess;
    /** Settings of a run named `bench` that copies the users of the connection `source` into `target`. */
    readonly settings: object;
}

/** What the tenants begin with, and how users are mapped. */
export interface TwoTenantsOptions {
    readonly sourceSeed: readonly object[];
    /** @default an empty tenant */
    readonly targetSeed?: readonly object[];
    /** Users a second that an import job of the target takes in. */
    readonly jobRate: number;
    /** Text of the definition's keys beside `description`. */
    readonly definition: string;
}

/** Starts two tenants for a benchmark, and stops them when it is done. */
export async function withTwoTenants<T>(
    { sourceSeed, targetSeed, jobRate, definition }: TwoTenantsOptions,
    measure: (tenants: TwoTenants) => Promise<T>,
): Promise<T> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-tenants-'));
    const started: TenantProcess[] = [];
    const start = async (name: string, seed: readonly object[] | undefined, flags: readonly string[]) => {
        const file = join(folder, `${name}.ndjson`);
        if (seed !== undefined) await writeFile(file, seed.map((line) => `${JSON.stringify(line)}\n`).join(''));
        const tenant = await startTenantProcess(CLI, [...(seed === undefined ? [] : ['--seed', file]), ...flags]);
        started.push(tenant);
        return tenant;
    };
    try {
        const source = await start('source', sourceSeed, []);
        const target = await start('target', targetSeed, ['--control', '--job-rate', String(jobRate)]);
        const authorities = await Promise.all(started.map(({ caFile }) => readFile(caFile, 'utf8')));
        tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...authorities]);
        const caFile = join(folder, 'ca.pem');
        await writeFile(caFile, authorities.join('\n'));
        await writeFile(join(folder, 'migration.ts'), `export default { description: 'A bench.', ${definition} };\n`);
        const settings = {
            ...{ runId: 'bench', runsFolder: 'runs', projectFolder: folder, definitionPath: 'migration.ts' },
            source: { credentials: credentialsOf(source), connectionName: 'source' },
            target: { credentials: credentialsOf(target), connectionName: 'target' },
            phase: 'copy',
        };
        return await measure({ folder, caFile, source, target, settings });
    } finally {
        await Promise.all(started.map((tenant) => tenant.stop()));
        await rm(folder, { recursive: true, force: true });
    }
}

/** Gives what a client of a tenant logs in with. */
export function credentialsOf({ domain, clientId, clientSecret }: TenantProcess) {
    return { domain, clientId, clientSecret };
}

/**
 * Counts calls by a tenant's own statistics.
 *
 * @param routes - as `POST /api/v2/users`
 */
export async function countCalls({ domain }: TenantProcess, routes: RegExp): Promise<number> {
    const { calls } = (await (await fetch(`https://${domain}/_local/calls`)).json()) as {
        calls: { route: string; count: number }[];
    };
    return calls.filter(({ route }) => routes.test(route)).reduce((sum, { count }) => sum + count, 0);
}

/** Gives the ID of an invented user, as a connection has it. */
export function inventedId(number: number): string {
    return number.toString(16).padStart(24, '0');
}
