import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../../local/tenant/cli/main.ts', import.meta.url));
const WATCH = new URL('./watch-process.ts', import.meta.url).href;

/** What the process of a tenant says of itself. */
export interface ProcessReport {
    /** The most processor time of the main thread between two turns of its event loop since the last report, in milliseconds. */
    longestBlockMs: number;
    maxRssBytes: number;
    /** How many properties `Object.prototype` has. */
    pollution: number;
}

/** A tenant in a process of its own, which can crash without taking the test along. */
export interface TenantProcess {
    readonly domain: string;
    readonly ca: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly child: ChildProcess;
    report(): Promise<ProcessReport>;
    stop(): Promise<void>;
}

/** Starts `auth0-local-tenant start` with the control API and a seed. */
export async function startTenantProcess(seed: readonly object[]): Promise<TenantProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'hostile-'));
    const seedFile = join(folder, 'seed.ndjson');
    await writeFile(seedFile, seed.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    const args = ['start', '--json', '--control', '--job-rate', '1000000', '--seed', seedFile];
    const child = fork(MAIN, args, {
        execArgv: ['--import', WATCH],
        stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    if (child.stdout === null) throw new Error('The tenant has no stdout.');
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { domain, caFile, clientId, clientSecret } = JSON.parse(line) as Record<string, string>;
    const report = async () => {
        child.send('report');
        const [answer] = (await once(child, 'message')) as [ProcessReport];
        return answer;
    };
    // To load its modules takes longer than any request may.
    await report();
    return {
        domain: String(domain),
        ca: await readFile(String(caFile), 'utf8'),
        clientId: String(clientId),
        clientSecret: String(clientSecret),
        child,
        report,
        async stop() {
            if (child.exitCode === null) {
                child.kill('SIGTERM');
                await once(child, 'exit');
            }
            await rm(folder, { recursive: true, force: true });
        },
    };
}
