import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A local tenant in a process of its own. */
export interface TenantProcess {
    readonly domain: string;
    /** PEM file of the authority that its clients must trust. */
    readonly caFile: string;
    /** The client that may do everything. */
    readonly clientId: string;
    readonly clientSecret: string;
    readonly pid: number;
    /** Ends the process; with SIGKILL it gets to do nothing more. */
    stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/**
 * Starts a local tenant as people start it, by the command line, and waits until it is ready.
 *
 * @param cli - path of the entry of `auth0-local-tenant`
 * @param options - as on the command line: `['--seed', 'seed.ndjson']`
 * @param env - beside the environment of this process
 * @throws {Error} with what it wrote to stderr when it ends before it is ready
 */
export async function startTenantProcess(
    cli: string,
    options: readonly string[],
    env: NodeJS.ProcessEnv = {},
): Promise<TenantProcess> {
    const child = spawn(process.execPath, [cli, 'start', '--json', ...options], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...env },
    });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
        complaint = `${complaint}${text}`.slice(-4_000);
    });
    const lines = createInterface(child.stdout);
    const ready = once(lines, 'line') as Promise<[string]>;
    const ended = once(child, 'exit').then(([code]) => {
        throw new Error(`The local tenant ended with ${String(code)} before it was ready.\n${complaint}`);
    });
    const [line] = await Promise.race([ready, ended]);
    // From here on its end is ours to wait for.
    ended.catch(() => undefined);
    return {
        ...(JSON.parse(line) as Pick<TenantProcess, 'domain' | 'caFile' | 'clientId' | 'clientSecret'>),
        pid: child.pid ?? 0,
        stop: (signal = 'SIGTERM') => stop(child, signal),
    };
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
}
