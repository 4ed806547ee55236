import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Project } from '../config/project.ts';
import { describeEnd, type ProcessEnd, readLines, stopProcess } from './child-process.ts';

// What the engine grants a provider between SIGINT and SIGKILL.
// See https://github.com/pulumi/pulumi/blob/1b594989/pkg/resource/plugin/plugin.go (read 2026-11-21)
const GRACE_MS = 5000;
// A process of the provider's own may keep its output open when it is gone.
const LAST_OUTPUT_MS = 500;
const KEPT_LINES = 10;

/** How a provider's process ended, and the last that it wrote to stderr. */
export interface ProviderEnd extends ProcessEnd {
    readonly lastLines: readonly string[];
}

/** The process that runs the dynamic providers of a program. */
export interface ProviderProcess {
    readonly pid: number;
    /** `host:port` of its gRPC server. */
    readonly address: string;
    /** Resolves when the process is gone, whatever the reason. */
    readonly ended: Promise<ProviderEnd>;
    /** How it ended before anybody asked it to, or undefined. */
    readonly death: ProviderEnd | undefined;
    /** Sends SIGINT to the process and its children, and SIGKILL five seconds later. */
    stop(): Promise<void>;
}

/** What a provider process is started with. */
export interface ProviderProcessOptions {
    readonly project: Project;
    readonly env: NodeJS.ProcessEnv;
    /** `host:port` of the engine's log service, the last argument of the process. */
    readonly engineAddress: string;
    readonly onOutput: (line: string, stream: 'stdout' | 'stderr') => void;
}

/**
 * Starts the dynamic-provider process of the program's own SDK, as the launcher script of the SDK does.
 *
 * @throws {Error} when the program cannot resolve `@pulumi/pulumi`, or the process ends before it serves
 */
export async function startProviderProcess(options: ProviderProcessOptions): Promise<ProviderProcess> {
    const { project, env, engineAddress, onOutput } = options;
    const script = createRequire(join(project.programFolder, 'package.json')).resolve(
        '@pulumi/pulumi/cmd/dynamic-provider',
    );
    const child = spawn(process.execPath, [script, engineAddress], {
        cwd: project.programFolder,
        env: { ...env, PULUMI_NODEJS_PROJECT: project.name, PULUMI_PROJECT: project.name, PULUMI_CONFIG: '{}' },
        stdio: ['ignore', 'pipe', 'pipe'],
        // A process group of its own: the terminal's Ctrl-C must not reach it before the host decides so.
        detached: true,
    });
    const lastLines: string[] = [];
    readLines(child.stderr, (line) => {
        onOutput(line, 'stderr');
        lastLines.push(line);
        lastLines.splice(0, Math.max(0, lastLines.length - KEPT_LINES));
    });
    let death: ProviderEnd | undefined;
    let isStopping = false;
    const ended = waitForProvider(child).then((end): ProviderEnd => {
        const told = { ...end, lastLines };
        if (!isStopping) death = told;
        return told;
    });
    const port = await Promise.race([readPort(child, onOutput), ended.then(refuseToServe)]);
    return {
        ...{ pid: child.pid ?? 0, address: `127.0.0.1:${port}`, ended },
        get death() {
            return death;
        },
        stop: () => {
            isStopping = true;
            return stopProcess(child, GRACE_MS);
        },
    };
}

/** Says how a provider's process died: its signal or exit code, and the last lines that it wrote to stderr. */
export function describeProviderDeath(pid: number, { lastLines, ...end }: ProviderEnd): string {
    const said =
        lastLines.length === 0
            ? ' It wrote nothing to stderr.'
            : ` Last lines of its stderr:\n${lastLines.map((line) => `  ${line}`).join('\n')}`;
    return `The dynamic-provider process ${pid} of the program ${describeEnd(end)}.${said}`;
}

function waitForProvider(child: ChildProcess): Promise<ProcessEnd> {
    return new Promise((resolve) => {
        child.once('error', () => {
            resolve({ code: null, signal: null });
        });
        child.once('close', (code, signal) => {
            resolve({ code, signal });
        });
        child.once('exit', (code, signal) => {
            void sleep(LAST_OUTPUT_MS).then(() => {
                resolve({ code, signal });
            });
        });
    });
}

function refuseToServe({ lastLines, ...end }: ProviderEnd): never {
    throw new Error(
        ['The dynamic-provider process of the program ' + describeEnd(end) + ' before it served.', ...lastLines].join(
            '\n',
        ),
    );
}

function readPort(
    child: ChildProcessByStdio<null, Readable, Readable>,
    onOutput: ProviderProcessOptions['onOutput'],
): Promise<number> {
    return new Promise((resolve) => {
        let port: number | undefined;
        readLines(child.stdout, (line) => {
            if (port === undefined) {
                port = Number(line);
                resolve(port);
            } else {
                onOutput(line, 'stdout');
            }
        });
    });
}
