import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import { startTenantProcess } from '../local/rehearsal/tenant-process.ts';
import { addressOf, inventUser } from './tenant/invented-users.ts';
import { peakMegabytes } from './tenant/process-figures.ts';
import { importAll, openTenantCalls, type TenantCalls } from './tenant/tenant-calls.ts';

const CLI = fileURLToPath(new URL('../local/tenant/bin/auth0-local-tenant.js', import.meta.url));
const SOURCE = 'con_source0000000000';
const TARGET = 'con_target0000000000';
const GOAL_MEGABYTES = 2048;
const EXPORTED = [
    'user_id',
    'email',
    'email_verified',
    'given_name',
    'family_name',
    'name',
    'nickname',
    'picture',
    'user_metadata',
    'app_metadata',
];

/**
 * Seeds a local tenant with users of 1 kB, exports them all, imports them into a second connection, and prints how long each took and the most
 * memory that the tenant ever had. More than 2 GB, or a user too few, makes the command fail.
 *
 * @param args - the number of users, 1,000,000 by default; `memory` for a tenant without `--store`
 */
export async function bench(args: readonly string[]): Promise<void> {
    const count = Number(args[0] ?? 1_000_000);
    const folder = await mkdtemp(join(tmpdir(), 'bench-tenant-size-'));
    const storeFile = join(folder, 'tenant.db');
    try {
        const seedFile = join(folder, 'seed.ndjson');
        await pipeline(Readable.from(seedLines(count)), createWriteStream(seedFile));
        const store = args[1] === 'memory' ? [] : ['--store', storeFile];
        const started = performance.now();
        const tenant = await startTenantProcess(CLI, ['--seed', seedFile, '--job-rate', '1000000', ...store]);
        try {
            const report = (what: string, fromMs: number) => {
                const seconds = (performance.now() - fromMs) / 1000;
                console.log(
                    `${what.padEnd(10)}${seconds.toFixed(1).padStart(8)} s${Math.round(count / seconds)
                        .toLocaleString('en-US')
                        .padStart(10)} users/s`,
                );
            };
            report('seed', started);
            const calls = await openTenantCalls(tenant);
            const exportFile = join(folder, 'export.ndjson.gz');
            const exporting = performance.now();
            await exportTo(exportFile, calls);
            report('export', exporting);
            const importing = performance.now();
            const inserted = await importAll(calls, TARGET, importRecords(exportFile));
            report('import', importing);
            const byAddress = await calls.call('GET', `users-by-email?email=${addressOf(count - 1)}`);
            const found = ((await byAddress.json()) as unknown[]).length;
            const peak = await peakMegabytes(tenant.pid);
            const isReached = inserted === count && found === 2 && peak <= GOAL_MEGABYTES;
            const size = store.length === 0 ? 0 : (await stat(storeFile)).size / 2 ** 20;
            console.log(
                `${inserted.toLocaleString('en-US')} imported; peak memory ${peak.toFixed(0)} MB of ${GOAL_MEGABYTES}; file ${size.toFixed(0)} MB  ${isReached ? 'ok' : 'MISSED'}`,
            );
            if (!isReached) process.exitCode = 1;
        } finally {
            await tenant.stop();
        }
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}

function* seedLines(count: number): Generator<string> {
    for (const id of [SOURCE, TARGET]) yield `${JSON.stringify({ connection: { id, name: id.slice(4, 10) } })}\n`;
    for (let number = 0; number < count; number += 1)
        yield `${JSON.stringify({ user: { connection: 'source', ...inventUser(number) } })}\n`;
}

async function exportTo(file: string, { call, finishedJob }: TenantCalls): Promise<void> {
    const fields = EXPORTED.map((name) => ({ name }));
    const body = JSON.stringify({ connection_id: SOURCE, format: 'json', fields });
    const { id } = (await (await call('POST', 'jobs/users-exports', body)).json()) as { id: string };
    const { location } = await finishedJob(id);
    const download = await fetch(String(location));
    await pipeline(download.body ?? [], createWriteStream(file));
}

async function* importRecords(exportFile: string): AsyncGenerator<string> {
    const lines = createInterface(createReadStream(exportFile).pipe(createGunzip()));
    for await (const line of lines) {
        const user = JSON.parse(line) as { user_id: string };
        const number = Number.parseInt(user.user_id.slice('auth0|5f'.length), 16);
        const { password_hash: hash } = inventUser(number);
        yield JSON.stringify({ ...user, user_id: user.user_id.slice('auth0|'.length), password_hash: hash });
    }
}
