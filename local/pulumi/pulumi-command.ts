import { Command, InvalidArgumentError } from 'commander';
import { toJsonDigest } from './display/json-digest.ts';
import type { EngineCommand } from './engine/run-command.ts';
import { runLocalPulumi } from './run-local-pulumi.ts';

interface Options {
    readonly cwd: string;
    readonly stack: string;
    readonly config: Record<string, string>;
    readonly secret: Record<string, string>;
    readonly state?: string;
    readonly json?: boolean;
}

/** How the real CLI ends after the second interrupt. */
const TERMINATED = 8;

const DESCRIPTIONS: Readonly<Record<EngineCommand, string>> = {
    preview: 'show what `up` would do, without doing it',
    up: 'create, update and delete resources as the program declares them',
    destroy: 'delete every resource of the stack',
    refresh: 'read every resource and update the state',
};

/**
 * Builds the command `pulumi`: the stand-in for the Pulumi engine, for machines without the real CLI.
 *
 * @returns a command for a commander program; it sets `process.exitCode` to 1 when a run fails, and to 8 when it is terminated
 */
export function createPulumiCommand(): Command {
    const command = new Command('pulumi').description(
        'run a Pulumi program with a built-in substitute for the Pulumi engine, if the real CLI is not installed',
    );
    for (const name of Object.keys(DESCRIPTIONS) as EngineCommand[]) {
        command.addCommand(createSubcommand(name));
    }
    return command.addCommand(createStackCommand());
}

// What one says to the real CLI first; here the first `up` makes the stack.
function createStackCommand(): Command {
    const init = new Command('init')
        .description('accepted for compatibility: the first `up` makes the stack')
        .argument('[name]')
        .action(() => undefined);
    return new Command('stack').description('the stack of a project').addCommand(init);
}

function createSubcommand(name: EngineCommand): Command {
    return new Command(name)
        .description(DESCRIPTIONS[name])
        .option('-C, --cwd <folder>', 'folder of Pulumi.yaml', process.cwd())
        .option('-s, --stack <name>', 'stack to work on', 'dev')
        .option('-c, --config <key=value>', 'configuration on top of Pulumi.<stack>.yaml', collectPair, {})
        .option('--secret <key=value>', 'as --config, and kept secret', collectPair, {})
        .option('--state <file>', 'state file; .local-pulumi/<stack>.json in the project by default')
        .option('-j, --json', 'print one JSON document instead of the display')
        .option('-y, --yes', 'accepted for compatibility: the substitute never asks')
        .action(async (options: Options) => {
            await run(name, options);
        });
}

async function run(command: EngineCommand, options: Options): Promise<void> {
    const graceful = new AbortController();
    const forced = new AbortController();
    const onInterrupt = (): void => {
        if (graceful.signal.aborted) {
            process.stderr.write(
                'Terminating: the provider is ended within 5 s, and the state keeps its step as pending.\n',
            );
            forced.abort();
        } else {
            process.stderr.write(
                'Cancelling: the running steps are finished and saved. Interrupt again to terminate.\n',
            );
            graceful.abort();
        }
    };
    process.on('SIGINT', onInterrupt).on('SIGTERM', onInterrupt);
    try {
        const result = await runLocalPulumi({
            command,
            projectFolder: options.cwd,
            stack: options.stack,
            stateFile: options.state,
            config: options.config,
            secretConfig: options.secret,
            signal: graceful.signal,
            terminate: forced.signal,
            ...(options.json === true ? {} : { stdout: process.stdout }),
        });
        if (options.json === true) {
            process.stdout.write(`${JSON.stringify(toJsonDigest(result), null, 4)}\n`);
        }
        const failure = forced.signal.aborted ? TERMINATED : 1;
        process.exitCode = result.failed ? failure : 0;
    } finally {
        process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt);
    }
}

function collectPair(text: string, pairs: Record<string, string>): Record<string, string> {
    const split = text.indexOf('=');
    if (split <= 0) {
        // The text itself stays out of the message: it may be a secret.
        throw new InvalidArgumentError('Expected `key=value`.');
    }
    return { ...pairs, [text.slice(0, split)]: text.slice(split + 1) };
}
