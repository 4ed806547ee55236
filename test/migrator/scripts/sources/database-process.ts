import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
// `nobody` and `nogroup`: database servers refuse to run as root.
const NOBODY = 65534;

/** A database server of a test. */
export interface DatabaseProcess {
    readonly port: number;
    stop(): Promise<void>;
}

/** Finds a program of a Debian package, also where it is kept off the PATH. */
export function findProgram(...names: readonly string[]): string | undefined {
    const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').sort().reverse() : [];
    const folders = [
        ...(process.env['PATH'] ?? '').split(delimiter),
        '/usr/sbin',
        ...versions.map((version) => `/usr/lib/postgresql/${version}/bin`),
    ];
    return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

/** How a database server is set up and started. */
export interface DatabaseServer {
    /** Makes a database in a folder. */
    readonly initialize: (folder: string) => readonly [program: string, ...args: string[]];
    readonly start: (folder: string, port: number) => readonly [program: string, ...args: string[]];
    /** What the server's log says when it takes connections. */
    readonly ready: RegExp;
}

/** Starts a private instance in a temporary folder, as an unprivileged user, and waits until it takes connections. */
export async function startDatabase({ initialize, start, ready }: DatabaseServer): Promise<DatabaseProcess> {
    const folder = await mkdtemp('/tmp/database-');
    const isRoot = process.getuid?.() === 0;
    if (isRoot) await chown(folder, NOBODY, NOBODY);
    const options = {
        cwd: folder,
        env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, LC_ALL: 'C.UTF-8' },
        ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
    };
    const [program, ...args] = initialize(folder);
    await run(program, args, options);
    const port = await freePort();
    const [server, ...serverArgs] = start(folder, port);
    const child = spawn(server, serverArgs, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    await waitFor(child, ready);
    return {
        port,
        async stop() {
            const exit = once(child, 'exit');
            child.kill('SIGQUIT');
            child.kill('SIGTERM');
            await exit;
            await rm(folder, { recursive: true, force: true });
        },
    };
}

async function waitFor(child: ChildProcess, ready: RegExp): Promise<void> {
    if (child.stderr === null) throw new Error('a database server has a log');
    const log: string[] = [];
    const isReady = new Promise<void>((resolve, reject) => {
        createInterface(child.stderr as NodeJS.ReadableStream).on('line', (line) => {
            log.push(line);
            if (ready.test(line)) resolve();
        });
        child.once('exit', (code) => {
            reject(new Error(`The database server ended with ${String(code)}.\n${log.join('\n')}`));
        });
    });
    await isReady;
}

/** Finds a port of this machine that nobody has. */
export async function freePort(): Promise<number> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    return port;
}
