/**
 * The program of the process in which one custom database script runs, once. It was started without rights (see `run-script.ts`); before the
 * script begins, this takes away what Node's permission model leaves: sockets, modules, signals to other processes.
 */
import crypto from 'node:crypto';
import dgram from 'node:dgram';
import { registerHooks } from 'node:module';
import net from 'node:net';
import querystring from 'node:querystring';
import url from 'node:url';
import util from 'node:util';
import vm from 'node:vm';
import type { ScriptAnswer, ScriptTask } from './run-script.ts';

// A pipe to the parent. Nothing but this module knows of it.
const channel = new net.Socket({ fd: 3, readable: true, writable: true });

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
        modules: { crypto, querystring, url, util },
        globals: { Buffer, URL, URLSearchParams, TextEncoder, TextDecoder, setTimeout, clearTimeout, atob, btoa },
    };
    const context = vm.createContext({}, { codeGeneration: { strings: true, wasm: false } });
    const start = vm.runInContext(`(${startScript.toString()})`, context) as typeof startScript;
    start(host, taskJson);
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

function lockDown(): void {
    const refuse = () => {
        throw new Error('Not allowed in a custom database script. Use fetch, for hosts that --script-hosts allows.');
    };
    const forbid = (owner: object, ...names: string[]) => {
        for (const name of names)
            Object.defineProperty(owner, name, { value: refuse, configurable: false, writable: false });
    };
    forbid(net.Socket.prototype, 'connect');
    forbid(net.Server.prototype, 'listen');
    forbid(dgram.Socket.prototype, 'bind', 'send', 'connect');
    forbid(globalThis, 'fetch', 'WebSocket', 'EventSource');
    for (const name of Reflect.ownKeys(process)) {
        const isKept = typeof name === 'symbol' || KEPT_OF_PROCESS.has(name);
        if (!isKept && Reflect.getOwnPropertyDescriptor(process, name)?.configurable === true)
            Object.defineProperty(process, name, { value: refuse, configurable: false, writable: false });
    }
    // Whatever is loaded from now on was asked for by the script.
    registerHooks({ resolve: refuse });
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
    const silent = () => undefined;
    Object.assign(globalThis, globals, {
        configuration,
        fetch: fetchThroughParent,
        console: { log: silent, info: silent, warn: silent, error: silent, debug: silent },
        WrongUsernameOrPasswordError,
        ValidationError,
        require(name: string): unknown {
            const plain = name.replace(/^node:/, '');
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
