import { type ChildProcess, spawn } from 'node:child_process';
import { extname } from 'node:path';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseBoundedJson } from '../bounded-json.ts';
import type { JsonObject } from '../entities.ts';
import { findConfinement } from './confinement.ts';
import { readLines } from './message-lines.ts';
import type { SocketRequest } from './relayed-socket.ts';
import { fetchForScript, type ScriptRequest } from './script-fetch.ts';
import { modulesOf, type ScriptModule } from './script-modules.ts';
import { SocketRelay } from './socket-relay.ts';

/** What a script is given. */
export interface ScriptTask {
    /** Text of the script. */
    source: string;
    /** All arguments but the callback. */
    args: readonly unknown[];
    /** The connection's `options.configuration`, in clear. */
    configuration: JsonObject;
}

/** What a script's process is told first. */
export interface ProcessTask extends ScriptTask {
    /** The packages that the script asks for. */
    modules: readonly Pick<ScriptModule, 'name' | 'entry'>[];
}

/** What a script's process says, at last or in between. */
export type ScriptAnswer =
    | { kind: 'done'; value: unknown }
    | { kind: 'failed'; name: string; message: string }
    | ScriptRequest
    | SocketRequest;

/** A script that called back with an error, threw one, or took too long. */
export class ScriptError extends Error {
    /** @param name - the script's own error class, such as `WrongUsernameOrPasswordError` */
    constructor(name: string, message: string) {
        super(message);
        this.name = name;
    }
}

const MAX_HEAP_MB = 64;
const MAX_MESSAGE_BYTES = 2 * 1024 * 1024;
const MAX_REQUESTS = 100;
const MAX_ERROR_LENGTH = 1000;
const ENDED = 'The script ended without calling back.';

/**
 * Runs a script once, in a process of its own: without files, other processes, addons, environment or network (`README.md` says what holds where). Its
 * `fetch` and the sockets of its database drivers go through this process, to the allowed hosts only.
 *
 * @param limits - `timeLimitMs` from the start of the process, which is killed then; `allowedHosts` such as `localhost:4000`
 * @param task - the script, and what it is called with
 * @throws {ScriptError} when the script fails
 */
export async function runScript(
    task: ScriptTask,
    { timeLimitMs, allowedHosts }: { timeLimitMs: number; allowedHosts: readonly string[] },
): Promise<unknown> {
    const modules = await modulesOf(task.source);
    const child = await startProcess(modules);
    const channel = child.stdio[3] as Duplex;
    const relay = new SocketRelay(allowedHosts, (reply) => {
        if (channel.writable) channel.write(`${JSON.stringify(reply)}\n`);
    });
    return new Promise<unknown>((resolve, reject) => {
        const timer = setTimeout(() => {
            reject(
                new ScriptError(
                    'TimeoutError',
                    `Script execution did not complete within ${timeLimitMs / 1000} seconds.`,
                ),
            );
        }, timeLimitMs);
        let requestCount = 0;
        const listen = (line: string) => {
            const answer = readAnswer(line);
            if (answer?.kind === 'done') resolve(answer.value);
            else if (answer?.kind === 'failed') reject(new ScriptError(answer.name, answer.message));
            else if (answer?.kind === 'fetch' && ++requestCount <= MAX_REQUESTS)
                void reply(channel, answer, allowedHosts);
            else if (answer !== undefined && 'socket' in answer) relay.handle(answer);
        };
        const end = (message: string) => {
            clearTimeout(timer);
            reject(new ScriptError('Error', message));
        };
        readLines(channel, MAX_MESSAGE_BYTES, listen).then(
            () => {
                end(ENDED);
            },
            (error: unknown) => {
                // Any other is the pipe of a process that was killed.
                const isTooLong = error instanceof RangeError;
                end(isTooLong ? `The script called back with ${error.message}.` : ENDED);
            },
        );
        child.on('error', reject);
        // A process that dies at once lets this write fail; its end is seen above.
        channel.on('error', () => undefined);
        const processTask: ProcessTask = { ...task, modules: modules.map(({ name, entry }) => ({ name, entry })) };
        channel.write(`${JSON.stringify(processTask)}\n`);
    }).finally(() => {
        relay.close();
        child.kill('SIGKILL');
        channel.destroy();
    });
}

async function startProcess(modules: readonly ScriptModule[]): Promise<ChildProcess> {
    const [program = '', ...parts] = ['./script-process', './relayed-socket'].map((name) =>
        fileURLToPath(new URL(`${name}${extname(fileURLToPath(import.meta.url))}`, import.meta.url)),
    );
    const { command } = await findConfinement();
    const readable = [program, ...parts, ...modules.flatMap(({ folders }) => folders)];
    const rights = [
        '--permission',
        ...readable.map((path) => `--allow-fs-read=${path}`),
        `--max-old-space-size=${MAX_HEAP_MB}`,
    ];
    const [file, ...args] = [...command, process.execPath, ...rights, program];
    // No channel of Node's own: what comes from a script is read with bounds, and the process has no handle to find.
    return spawn(file, args, { cwd: '/', env: {}, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
}

async function reply(channel: Duplex, request: ScriptRequest, allowedHosts: readonly string[]): Promise<void> {
    const response = await fetchForScript(request, allowedHosts);
    if (channel.writable) channel.write(`${JSON.stringify({ id: request.id, ...response })}\n`);
}

// A script that breaks out of its context can say anything here.
function readAnswer(line: string): ScriptAnswer | undefined {
    let message: unknown;
    try {
        message = parseBoundedJson(line);
    } catch {
        return { kind: 'failed', name: 'Error', message: 'The script called back with what is no JSON, or too deep.' };
    }
    if (typeof message !== 'object' || message === null) return undefined;
    const fields = message as Record<string, unknown>;
    const { kind, value, name, message: text, id, url, method, headers, body, socket, host, port, data } = fields;
    if (kind === 'done') return { kind, value };
    if (kind === 'failed')
        return {
            kind,
            name: String(name).slice(0, MAX_ERROR_LENGTH),
            message: String(text).slice(0, MAX_ERROR_LENGTH),
        };
    if (typeof socket === 'number') {
        if (kind === 'connect') return { kind, socket, host: String(host), port: Number(port) };
        if (kind === 'send') return { kind, socket, data: String(data) };
        return { kind: 'hang-up', socket };
    }
    if (kind !== 'fetch' || typeof id !== 'number' || typeof url !== 'string') return undefined;
    const entries = typeof headers === 'object' && headers !== null ? Object.entries(headers) : [];
    return {
        kind,
        id,
        url,
        method: String(method),
        headers: Object.fromEntries(entries.map(([header, content]) => [header, String(content)])),
        body: typeof body === 'string' ? body : undefined,
    };
}
