import type { Command } from 'commander';
import { failureEntry, type LogListener, listenToRequests, openLog } from '../migrator/index.ts';

/** Name of the environment variable that turns the log on, with `debug`. */
const LOG_VARIABLE = 'AUTH0_USER_MIGRATION_LOG';

let listener: LogListener | undefined;

/** Gives a command, and every command in it, the options of the log. */
export function addLogOptions(command: Command): void {
    for (const inner of command.commands) addLogOptions(inner);
    // A command of commands does nothing by itself, except `tenant`.
    if (command.commands.length > 0 && command.name() !== 'tenant') return;
    command
        .option(
            '--verbose',
            `log each request, and causes and stacks of errors, as lines of JSON (${LOG_VARIABLE}=debug)`,
        )
        .option('--log-file <file>', 'write the log into this file instead of stderr; implies --verbose');
}

/** Opens the log that the flags or the environment of a command ask for. */
export function openCommandLog({ verbose, logFile }: { readonly verbose?: true; readonly logFile?: string }): void {
    if (verbose === undefined && logFile === undefined && process.env[LOG_VARIABLE] !== 'debug') return;
    // Providers that the command starts keep a log too, in the folders of their runs.
    process.env[LOG_VARIABLE] = 'debug';
    listener = openLog(logFile);
    listenToRequests(listener);
}

/** Gives the listener for the requests of a child process. Undefined if no log was requested. */
export function commandLog(): LogListener | undefined {
    return listener;
}

/** Writes an error with its causes and stacks into the log. */
export function logFailure(error: unknown): void {
    listener?.(failureEntry(error));
}
