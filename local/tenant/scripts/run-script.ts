import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../entities.ts';
import { fetchForScript, type ScriptRequest } from './script-fetch.ts';

/** What a script is given. */
export interface ScriptTask {
    source: string;
    /** All arguments but the callback. */
    args: readonly unknown[];
    /** The connection's `options.configuration`, in clear. */
    configuration: JsonObject;
}

/** What a script's process says, at last or in between. */
export type ScriptAnswer =
    | { kind: 'done'; value: unknown }
    | { kind: 'failed'; name: string; message: string }
    | ScriptRequest;

/** A script that called back with an error, threw one, or took too long. */
export class ScriptError extends Error {
    /** @param name - the script's own error class, such as `WrongUsernameOrPasswordError` */
    constructor(name: string, message: string) {
        super(message);
        this.name = name;
    }
}

const MAX_HEAP_MB = 64;

/**
 * Runs a script once, in a process of its own: without files, other processes, addons, environment or network. Its `fetch` goes through this
 * process, to the allowed hosts only.
 *
 * @param limits - `timeLimitMs` from the start of the process, which is killed then; `allowedHosts` such as `localhost:4000`
 * @throws {ScriptError} when the script fails
 */
export function runScript(
    task: ScriptTask,
    { timeLimitMs, allowedHosts }: { timeLimitMs: number; allowedHosts: readonly string[] },
): Promise<unknown> {
    const program = fileURLToPath(
        new URL(`./script-process${extname(fileURLToPath(import.meta.url))}`, import.meta.url),
    );
    const child = fork(program, [], {
        execArgv: ['--permission', `--allow-fs-read=${program}`, `--max-old-space-size=${MAX_HEAP_MB}`],
        env: {},
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
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
        child.on('error', reject);
        child.on('exit', () => {
            clearTimeout(timer);
            reject(new ScriptError('Error', 'The script ended without calling back.'));
        });
        child.on('message', (message) => {
            const answer = readAnswer(message);
            if (answer?.kind === 'done') resolve(answer.value);
            else if (answer?.kind === 'failed') reject(new ScriptError(answer.name, answer.message));
            else if (answer?.kind === 'fetch') void reply(child, answer, allowedHosts);
        });
        child.send(task);
    }).finally(() => child.kill('SIGKILL'));
}

async function reply(child: ChildProcess, request: ScriptRequest, allowedHosts: readonly string[]): Promise<void> {
    const response = await fetchForScript(request, allowedHosts);
    if (child.connected) child.send({ id: request.id, ...response });
}

// A script that breaks out of its context can say anything here.
function readAnswer(message: unknown): ScriptAnswer | undefined {
    if (typeof message !== 'object' || message === null) return undefined;
    const { kind, value, name, message: text, id, url, method, headers, body } = message as Record<string, unknown>;
    if (kind === 'done') return { kind, value };
    if (kind === 'failed') return { kind, name: String(name), message: String(text) };
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
