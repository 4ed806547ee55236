import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A local tenant in a process of its own, so that it does not share the time of the migrator. */
export interface TenantProcess {
    readonly domain: string;
    readonly caFile: string;
    readonly clientId: string;
    readonly clientSecret: string;
    stop(): Promise<void>;
}

/** Starts a local tenant from a seed file, with a number of users a second and job. */
export async function startTenantProcess(seedFile: string, jobRate: number): Promise<TenantProcess> {
    const cli = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
    const flags = ['tenant', '--json', '--seed', seedFile, '--job-rate', String(jobRate)];
    const child = spawn(process.execPath, [cli, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const tenant = JSON.parse(line.toString('utf8')) as Omit<TenantProcess, 'stop'>;
    return {
        ...tenant,
        async stop() {
            const exited = once(child, 'exit');
            child.kill('SIGTERM');
            await exited;
        },
    };
}
