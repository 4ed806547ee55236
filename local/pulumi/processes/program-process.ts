import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Project } from '../config/project.ts';
import type { StackConfig } from '../config/stack-config.ts';
import { type ProcessEnd, readLines, stopProcess, waitForEnd } from './child-process.ts';

const GRACE_MS = 5000;
// The program ends with this code when it has told the user what is wrong itself.
// See https://github.com/pulumi/pulumi/blob/1b594989/sdk/nodejs/cmd/run/index.ts (read 2026-11-21)
const CODE_ALREADY_REPORTED = 32;

/** What a program is started with. */
export interface ProgramOptions {
    readonly project: Project;
    readonly stack: string;
    readonly config: StackConfig;
    readonly env: NodeJS.ProcessEnv;
    readonly address: string;
    readonly isPreview: boolean;
    readonly parallel: number;
    readonly onOutput: (line: string, stream: 'stdout' | 'stderr') => void;
}

/** The program of a project while it runs. */
export interface ProgramProcess {
    /** Resolves when it ended: `undefined` for success, an empty text when it has said why it failed, else the reason. */
    readonly failure: Promise<string | undefined>;
    stop(): Promise<void>;
}

/**
 * Starts the program in its own process with the run script of its own SDK, as the Node language host does.
 *
 * @throws {Error} when the program cannot resolve `@pulumi/pulumi`
 * @see https://github.com/pulumi/pulumi/blob/1b594989/sdk/nodejs/cmd/pulumi-language-nodejs/main.go (read 2026-11-21)
 */
export function startProgram(options: ProgramOptions): ProgramProcess {
    const { project, stack, config, env, address } = options;
    const script = createRequire(join(project.programFolder, 'package.json')).resolve('@pulumi/pulumi/cmd/run');
    const args = [
        ...project.nodeArguments,
        script,
        ...['--monitor', address, '--engine', address, '--organization', 'organization'],
        ...['--project', project.name, '--root-directory', project.rootFolder, '--stack', stack],
        ...['--pwd', project.programFolder],
        ...(options.isPreview ? ['--dry-run'] : []),
        ...['--parallel', String(options.parallel), project.entryPoint],
    ];
    const child = spawn(process.execPath, args, {
        cwd: project.programFolder,
        env: {
            ...env,
            PULUMI_CONFIG: JSON.stringify(config.values),
            PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(config.secretKeys),
            PULUMI_ROOT_DIRECTORY: project.rootFolder,
            ...(project.runTypeScriptLoader ? { PULUMI_NODEJS_TYPESCRIPT: 'true' } : {}),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
    });
    readLines(child.stdout, (line) => {
        options.onOutput(line, 'stdout');
    });
    readLines(child.stderr, (line) => {
        options.onOutput(line, 'stderr');
    });
    return { failure: waitForEnd(child).then(describeFailure), stop: () => stopProcess(child, GRACE_MS) };
}

function describeFailure({ code, signal }: ProcessEnd): string | undefined {
    if (code === 0) {
        return undefined;
    }
    if (code === CODE_ALREADY_REPORTED) {
        return '';
    }
    return signal === null
        ? `Program exited with non-zero exit code: ${String(code)}`
        : `Program was ended by ${signal}`;
}
