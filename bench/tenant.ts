import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startTenantProcess } from '../local/rehearsal/tenant-process.ts';
import { addressOf, inventUser } from './tenant/invented-users.ts';
import { type Call, type Destination, type Load, measureLoad } from './tenant/load.ts';
import { importAll, openTenantCalls } from './tenant/tenant-calls.ts';

const CLI = fileURLToPath(new URL('../local/tenant/bin/auth0-local-tenant.js', import.meta.url));
const EMPTY_SERVER = fileURLToPath(new URL('tenant/empty-server.ts', import.meta.url));
const TARGET = 'con_target0000000000';
const SEEDED = 20_000;
const IMPORTED = 40_000;

/** Measures calls and imported users a second of a local tenant, in memory and in a file, beside Node's HTTPS server with an empty handler. */
export async function bench(): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-tenant-'));
    try {
        const seedFile = join(folder, 'seed.ndjson');
        await writeFile(seedFile, seedText());
        const empty = await measureEmptyServer();
        console.log(`${''.padEnd(34)}${'calls a second'.padStart(17)}${'... of CPU time'.padStart(17)}`);
        report('Node HTTPS, empty handler', empty, empty);
        for (const [name, options] of [
            ['in memory', []],
            ['with --store', ['--store', join(folder, 'tenant.db')]],
        ] as const) {
            console.log(`\n${name}`);
            await measureTenant(['--seed', seedFile, '--job-rate', '1000000000', ...options], empty);
        }
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}

async function measureTenant(options: readonly string[], empty: Load): Promise<void> {
    const tenant = await startTenantProcess(CLI, options);
    try {
        const calls = await openTenantCalls(tenant);
        const role = await calls.call('POST', 'roles', JSON.stringify({ name: 'bench' }));
        const { id: roleId } = (await role.json()) as { id: string };
        const destination: Destination = {
            pid: tenant.pid,
            port: Number(tenant.domain.split(':')[1]),
            ca: await readFile(tenant.caFile, 'utf8'),
            token: calls.token,
        };
        for (const [route, call] of Object.entries(routes(roleId)))
            report(route, await measureLoad(destination, call), empty);
        const startedAt = performance.now();
        const inserted = await importAll(calls, TARGET, records());
        if (inserted !== IMPORTED) throw new Error(`${inserted} of ${IMPORTED} users were imported`);
        const rate = (inserted / (performance.now() - startedAt)) * 1000;
        console.log(`${'users imported'.padEnd(34)}${whole(rate)} users/s`);
    } finally {
        await tenant.stop();
    }
}

function routes(roleId: string): Record<string, (number: number) => Call> {
    const pathOf = (number: number) => `/api/v2/users/auth0%7C${String(inventUser(number % SEEDED)['user_id'])}`;
    const addressAt = (number: number) => encodeURIComponent(addressOf(number % SEEDED));
    return {
        'GET /users/{id}': (number) => ({ method: 'GET', path: pathOf(number) }),
        'GET /users-by-email': (number) => ({
            method: 'GET',
            path: `/api/v2/users-by-email?email=${addressAt(number)}`,
        }),
        'PATCH /users/{id}, metadata': (number) => ({
            method: 'PATCH',
            path: pathOf(number),
            body: { app_metadata: { number } },
        }),
        'POST /users/{id}/roles': (number) => ({
            method: 'POST',
            path: `${pathOf(number)}/roles`,
            body: { roles: [roleId] },
        }),
        'GET /users/{id}/roles': (number) => ({ method: 'GET', path: `${pathOf(number)}/roles` }),
        'POST /users (a bcrypt hash each)': (number) => ({
            method: 'POST',
            path: '/api/v2/users',
            body: { connection: 'target', email: `new-${number}@example.com`, password: 'Correct-horse-1' },
        }),
    };
}

async function measureEmptyServer(): Promise<Load> {
    const child: ChildProcess = spawn(process.execPath, [EMPTY_SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
        if (child.stdout === null) throw new Error('the empty server has no output');
        const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
        return await measureLoad({ ...(JSON.parse(line) as Destination), pid: child.pid ?? 0 }, () => ({
            method: 'GET',
            path: '/',
        }));
    } finally {
        child.kill();
    }
}

function report(what: string, load: Load, empty: Load): void {
    const column = (name: keyof Load) =>
        `${whole(load[name])}${((100 * load[name]) / empty[name]).toFixed(0).padStart(6)} %`;
    console.log(`${what.padEnd(34)}${column('callsPerSecond')}${column('callsPerCpuSecond')}`);
}

function whole(rate: number): string {
    return Math.round(rate).toLocaleString('en-US').padStart(9);
}

function seedText(): string {
    const connections = ['source', 'target'].map((name) => ({ connection: { name, id: `con_${name}0000000000` } }));
    const users = Array.from({ length: SEEDED }, (_, number) => ({
        user: { connection: 'source', ...inventUser(number) },
    }));
    return [...connections, ...users].map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

function* records(): Generator<string> {
    for (let number = 0; number < IMPORTED; number += 1) yield JSON.stringify(inventUser(number));
}
