/**
 * The program of the process in which one custom database script runs, once. It was started without rights (see `run-script.ts`); before the
 * script begins, this takes away what Node's permission model leaves: sockets, modules, signals to other processes.
 */
import crypto from 'node:crypto';
import dgram from 'node:dgram';
import { createRequire, registerHooks } from 'node:module';
import net from 'node:net';
import querystring from 'node:querystring';
import url from 'node:url';
import util from 'node:util';
import vm from 'node:vm';
import { relaySockets } from './relayed-socket.ts';
import type { ProcessTask, ScriptAnswer, ScriptTask } from './run-script.ts';

// Node's own: drivers get others in their place.
const { Socket, Server } = net;

// A pipe to the parent. Nothing but this module knows of it.
const channel = new Socket({ fd: 3, readable: true, writable: true });

interface Host {
    post: (messageJson: string) => void;
    onMessage: (listener: (messageJson: string) => void) => void;
    modules: Record<string, unknown>;
    globals: Record<string, unknown>;
}

const listeners: ((messageJson: string) => void)[] = [];
let isStarted = false;
let pending = '';
channel.setEncoding('utf8');
channel.on('data', (text: string) => {
    const lines = (pending + text).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) {
        if (isStarted) for (const listener of listeners) listener(line);
        else run(line);
        isStarted = true;
    }
});

function run(taskJson: string): void {
    const write = channel.write.bind(channel);
    const post = (messageJson: string) => {
        write(`${messageJson}\n`);
    };
    const drivers = loadDrivers((JSON.parse(taskJson) as ProcessTask).modules, post);
    lockDown();
    const fail = (error: unknown) => {
        // Not `instanceof`: the script's errors are of its own context.
        const { name = 'Error', message = String(error) } = (error ?? {}) as { name?: unknown; message?: unknown };
        post(JSON.stringify({ kind: 'failed', name: String(name), message: String(message) } satisfies ScriptAnswer));
    };
    process.on('uncaughtException', fail);
    process.on('unhandledRejection', fail);
    const host: Host = {
        post,
        onMessage: (listener) => listeners.push(listener),
        modules: { crypto, querystring, url, util, ...drivers },
        globals: { Buffer, URL, URLSearchParams, TextEncoder, TextDecoder, setTimeout, clearTimeout, atob, btoa },
    };
    const context = vm.createContext({}, { codeGeneration: { strings: true, wasm: false } });
    const start = vm.runInContext(`(${startScript.toString()})`, context) as typeof startScript;
    start(host, taskJson);
}

// Before anything is taken away. What they load later on, they load from their own folders.
function loadDrivers(modules: ProcessTask['modules'], post: Host['post']): Record<string, unknown> {
    if (modules.length === 0) return {};
    listeners.push(relaySockets(post));
    return Object.fromEntries(
        modules.map(({ name, entry }) => {
            const loaded: unknown = createRequire(entry)(entry);
            return [name, name === 'bcrypt' ? bcryptOf(loaded) : loaded];
        }),
    );
}

// The part of the `bcrypt` package that compares, over WebAssembly: native code can't run here.
function bcryptOf(hashWasm: unknown): object {
    const { bcryptVerify } = hashWasm as { bcryptVerify: (given: object) => Promise<boolean> };
    const compare = async (password: string, hash: string): Promise<boolean> =>
        /^\$2[aby]\$\d\d\$.{53}$/.test(hash) && bcryptVerify({ password, hash: hash.replace(/^\$2[by]/, '$2a') });
    return {
        compare(password: string, hash: string, callback?: (error: unknown, isEqual?: boolean) => void) {
            const outcome = compare(password, hash);
            if (callback === undefined) return outcome;
            outcome.then((isEqual) => {
                callback(null, isEqual);
            }, callback);
            return undefined;
        },
    };
}

// What Node itself calls later on, and what tells a script nothing but the time.
const KEPT_OF_PROCESS = new Set([
    ...['on', 'once', 'off', 'emit', 'emitWarning', 'addListener', 'removeListener', 'listeners', 'listenerCount'],
    ...['nextTick', '_tickCallback', 'exit', 'reallyExit', 'hrtime', 'uptime', 'memoryUsage', 'domain', 'exitCode'],
    ...['env', 'version', 'versions', 'platform', 'arch', 'release', 'features', 'config', 'pid', 'ppid', 'title'],
    ...[
        '_events',
        '_eventsCount',
        '_maxListeners',
        '_exiting',
        '_fatalException',
        'argv',
        'execArgv',
        'setUncaughtExceptionCaptureCallback',
    ],
    ...['hasUncaughtExceptionCaptureCallback', 'emitWarning', 'noDeprecation', 'throwDeprecation', 'traceDeprecation'],
]);

// Files are Node's permission model's to refuse: drivers load `fs` for what they never do here.
const UNSAFE_MODULES = new Set(['child_process', 'cluster', 'inspector', 'module', 'vm', 'worker_threads']);

function lockDown(): void {
    const refuse = (): never => {
        throw new Error('Not allowed in a custom database script. Use fetch, for hosts that --script-hosts allows.');
    };
    const forbid = (owner: object, ...names: string[]) => {
        for (const name of names)
            Object.defineProperty(owner, name, { value: refuse, configurable: false, writable: false });
    };
    forbid(Socket.prototype, 'connect');
    forbid(Server.prototype, 'listen');
    forbid(dgram.Socket.prototype, 'bind', 'send', 'connect');
    forbid(globalThis, 'fetch', 'WebSocket', 'EventSource');
    for (const name of Reflect.ownKeys(process)) {
        const isKept = typeof name === 'symbol' || KEPT_OF_PROCESS.has(name);
        if (!isKept && Reflect.getOwnPropertyDescriptor(process, name)?.configurable === true)
            Object.defineProperty(process, name, { value: refuse, configurable: false, writable: false });
    }
    // Whatever is loaded from now on was asked for by the script, but for what drivers load late.
    registerHooks({
        resolve(specifier, context, nextResolve) {
            const isOfDriver = context.parentURL?.includes('/node_modules/') === true;
            return isOfDriver && !UNSAFE_MODULES.has(specifier.replace(/^node:/, ''))
                ? nextResolve(specifier, context)
                : refuse();
        },
    });
}

/**
 * Runs inside of the script's context, as text: it may refer to nothing outside of itself.
 */
function startScript(host: Host, taskJson: string): void {
    const { source, args, configuration } = JSON.parse(taskJson) as ScriptTask;
    const { post: send, onMessage, modules, globals } = host;
    const requests = new Map<number, (reply: { error?: string; status?: number; body?: string }) => void>();
    let requestCount = 0;
    let isDone = false;

    onMessage((messageJson) => {
        const reply = JSON.parse(messageJson) as { id: number; error?: string; status?: number; body?: string };
        requests.get(reply.id)?.(reply);
        requests.delete(reply.id);
    });

    const fetchThroughParent = (address: unknown, init: { method?: string; headers?: object; body?: unknown } = {}) =>
        new Promise((resolve, reject) => {
            requestCount += 1;
            requests.set(requestCount, ({ error, status = 0, body = '' }) => {
                if (error !== undefined) {
                    reject(new TypeError(error));
                    return;
                }
                resolve({
                    status,
                    ok: status >= 200 && status < 300,
                    text: () => Promise.resolve(body),
                    json: () => Promise.resolve().then((): unknown => JSON.parse(body)),
                });
            });
            const { method = 'GET', headers = {}, body } = init;
            send(JSON.stringify({ kind: 'fetch', id: requestCount, url: String(address), method, headers, body }));
        });

    class WrongUsernameOrPasswordError extends Error {
        constructor(_identifier?: unknown, message: unknown = 'Wrong username or password.') {
            super(String(message));
            this.name = 'WrongUsernameOrPasswordError';
        }
    }
    class ValidationError extends Error {
        constructor(_code?: unknown, message: unknown = 'Validation error.') {
            super(String(message));
            this.name = 'ValidationError';
        }
    }
    class UnauthorizedError extends Error {
        constructor(message: unknown = 'Unauthorized.') {
            super(String(message));
            this.name = 'UnauthorizedError';
        }
    }
    const silent = () => undefined;
    Object.assign(globalThis, globals, {
        configuration,
        fetch: fetchThroughParent,
        console: { log: silent, info: silent, warn: silent, error: silent, debug: silent },
        WrongUsernameOrPasswordError,
        ValidationError,
        UnauthorizedError,
        require(name: string): unknown {
            const plain = name.replace(/^node:/, '').replace(/(?<=.)@.*$/, '');
            if (Object.prototype.hasOwnProperty.call(modules, plain)) return modules[plain];
            throw new Error(`Cannot find module '${name}': the local tenant has ${Object.keys(modules).join(', ')}.`);
        },
    });

    const callback = (error?: unknown, value?: unknown) => {
        if (isDone) return;
        if (error === undefined || error === null) {
            // What is no JSON throws here, and the script fails by it.
            const answer = JSON.stringify({ kind: 'done', value: value ?? null });
            isDone = true;
            send(answer);
            return;
        }
        isDone = true;
        const { name = 'Error', message = error } = error as { name?: unknown; message?: unknown };
        send(JSON.stringify({ kind: 'failed', name: String(name), message: String(message) }));
    };

    try {
        // A script is one function; a semicolon or other functions around it must not disturb: then the last one counts.
        const text = source.trim().replace(/;+$/, '');
        // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- this is what the process is for
        const compile = (code: string) => new Function(code)() as (...all: unknown[]) => unknown;
        const names = [...text.matchAll(/^(?:async\s+)?function\s+([\w$]+)/gm)].map(([, name]) => name);
        const script = compile(names.length > 1 ? `${text}\nreturn ${names.at(-1)}` : `return (${text}\n)`);
        const outcome = script(...args, callback) as
            | { then?: (done: unknown, failed: typeof callback) => void }
            | undefined;
        if (typeof outcome?.then === 'function') outcome.then(undefined, callback);
    } catch (error) {
        callback(error ?? new Error('The script failed.'));
    }
}
