import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Project } from '../config/project.ts';
import { readLines, stopProcess } from './child-process.ts';

// What the engine grants a provider between SIGINT and SIGKILL.
// See https://github.com/pulumi/pulumi/blob/1b594989/pkg/resource/plugin/plugin.go (read 2026-11-21)
const GRACE_MS = 5000;

/** The process that runs the dynamic providers of a program. */
export interface ProviderProcess {
    readonly pid: number;
    /** `host:port` of its gRPC server. */
    readonly address: string;
    /** Resolves when the process is gone, whatever the reason. */
    readonly ended: Promise<void>;
    /** Sends SIGINT, and SIGKILL five seconds later. */
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
    const ended = new Promise<void>((resolve) => {
        child.once('close', () => {
            resolve();
        });
        child.once('error', () => {
            resolve();
        });
    });
    const port = await readPort(child, onOutput);
    return { pid: child.pid ?? 0, address: `127.0.0.1:${port}`, ended, stop: () => stopProcess(child, GRACE_MS) };
}

function readPort(
    child: ChildProcess & { stdout: NodeJS.ReadableStream | null; stderr: NodeJS.ReadableStream | null },
    onOutput: ProviderProcessOptions['onOutput'],
): Promise<number> {
    return new Promise((resolve, reject) => {
        let port: number | undefined;
        readLines(child.stdout as import('node:stream').Readable, (line) => {
            if (port === undefined) {
                port = Number(line);
                resolve(port);
            } else {
                onOutput(line, 'stdout');
            }
        });
        readLines(child.stderr as import('node:stream').Readable, (line) => {
            onOutput(line, 'stderr');
        });
        child.once('error', reject);
        child.once('exit', (code) => {
            reject(new Error(`The dynamic-provider process ended with code ${String(code)} before it served.`));
        });
    });
}
