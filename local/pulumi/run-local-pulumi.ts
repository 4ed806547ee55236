import { join } from 'node:path';
import { readPassphrase } from './config/passphrase.ts';
import { readProject } from './config/project.ts';
import { readStackConfig } from './config/stack-config.ts';
import { createConsoleDisplay, type DisplayStream } from './display/console-display.ts';
import type { Diagnostic, EngineEvent, EngineEventListener, Step, StepOp } from './engine/engine-event.ts';
import { EngineSession } from './engine/engine-session.ts';
import { type EngineCommand, runCommand } from './engine/run-command.ts';
import { lockStack } from './state/stack-lock.ts';
import { StateFile } from './state/state-file.ts';
import { isSecret, revealSecretValue } from './values/secret.ts';

/** What to run, where, and with what. */
export interface LocalPulumiOptions {
    /** What to do. */
    readonly command: EngineCommand;
    /** Folder of `Pulumi.yaml`. */
    readonly projectFolder: string;
    /** Name of the stack. */
    readonly stack: string;
    /** @default `.local-pulumi/<stack>.json` in the project's folder */
    readonly stateFile?: string | undefined;
    /** On top of `Pulumi.<stack>.yaml`; a key without a namespace belongs to the project. */
    readonly config?: Readonly<Record<string, string>> | undefined;
    /** As `config`, and kept secret. */
    readonly secretConfig?: Readonly<Record<string, string>> | undefined;
    /** Environment of the program and of its providers. @default `process.env` */
    readonly env?: NodeJS.ProcessEnv | undefined;
    /** Once aborted, nothing new begins; what runs is finished and saved. */
    readonly signal?: AbortSignal | undefined;
    /** Once aborted, the provider process is ended within five seconds, and the state keeps the step as pending. */
    readonly terminate?: AbortSignal | undefined;
    /** Receives each event as it happens. */
    readonly onEvent?: EngineEventListener | undefined;
    /** Where the run is shown, as the CLI would; nowhere when absent. */
    readonly stdout?: DisplayStream | undefined;
}

/** One output of the stack, as `pulumi stack output --json --show-secrets` gives it, and whether it is a secret. */
export interface StackOutput {
    readonly value: unknown;
    readonly secret: boolean;
}

/** What a run came to. */
export interface LocalPulumiResult {
    /** Counted steps by operation, as in the CLI's `changeSummary`. */
    readonly changes: Readonly<Partial<Record<StepOp, number>>>;
    /** Outputs of the stack. */
    readonly outputs: Readonly<Record<string, StackOutput>>;
    /** Whether anything failed. */
    readonly failed: boolean;
    /** Messages, in their order. */
    readonly diagnostics: readonly Diagnostic[];
    /** Every step in the order of its end. */
    readonly steps: readonly Step[];
}

/**
 * Runs one command of the stand-in for the Pulumi engine on a stack.
 *
 * It starts the program's own process and the dynamic-provider process of the program's own SDK, speaks Pulumi's gRPC with
 * both, and keeps the state in a file. What is wrong with a resource or with the program is a diagnostic and a `failed`
 * result; what is wrong with the project, the passphrase, the state file or the lock throws.
 *
 * @param options - what to run, and where
 * @throws {Error} when the project, its configuration or its state cannot be read
 * @throws {StackLockedError} when another process works on the stack
 */
export async function runLocalPulumi(options: LocalPulumiOptions): Promise<LocalPulumiResult> {
    const env = options.env ?? process.env;
    const project = await readProject(options.projectFolder);
    const passphrase = readPassphrase(env);
    const config = await readStackConfig(project, options.stack, passphrase, options);
    const path = options.stateFile ?? join(project.rootFolder, '.local-pulumi', `${options.stack}.json`);
    const stateFile = new StateFile(path, passphrase);
    // A preview changes nothing, so it may run next to anything.
    const unlock = options.command === 'preview' ? undefined : await lockStack(`${path}.lock`, options.command);

    const diagnostics: Diagnostic[] = [];
    const steps: Step[] = [];
    const display = options.stdout === undefined ? undefined : createConsoleDisplay(options.stdout);
    const emit = (event: EngineEvent): void => {
        if (event.type === 'diagnostic' && event.diagnostic.severity !== 'debug') {
            diagnostics.push(event.diagnostic);
        } else if (event.type === 'step-finished') {
            steps.push(event.step);
        }
        display?.(event);
        options.onEvent?.(event);
    };
    try {
        const { stack, command } = options;
        const session = new EngineSession({
            ...{ stack, project, config, env, emit, stateFile },
            isPreview: command === 'preview',
            checkpoint: await stateFile.read(),
            signal: options.signal ?? new AbortController().signal,
            terminate: options.terminate ?? new AbortController().signal,
        });
        const { changes, outputs, failed } = await runCommand(command, session);
        const stackOutputs = Object.entries(outputs).map(([name, value]) => {
            return [name, { value: revealSecretValue(value), secret: isSecret(value) }] as const;
        });
        return { changes, outputs: Object.fromEntries(stackOutputs), failed, diagnostics, steps };
    } finally {
        await unlock?.();
    }
}
