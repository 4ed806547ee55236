import { join, resolve } from 'node:path';
import type { Inspection, LogEntry, LogListener } from '../migrator/index.ts';

/** Name of the environment variable that turns the log on, with `debug`. */
const LOG_VARIABLE = 'AUTH0_USER_MIGRATION_LOG';
const FILE = 'debug.ndjson';

/** What the provider's log needs of the migrator, which is loaded when it is called. */
export interface LogWriters {
    readonly openLog: (path: string) => LogListener;
    readonly failureEntry: (error: unknown) => LogEntry;
    readonly RUN_SETTINGS: { readonly runsFolder: { readonly default: string } };
}

/** The log of one operation of the provider. */
export interface RunLog {
    /** Receives an entry for each request. Undefined if no log was requested. */
    readonly onLog: LogListener | undefined;
    /** Writes an error with its causes and stacks. */
    failed(error: unknown): void;
    /** Says which run the lines so far, and those to come, are of. */
    isOf(runId: string | undefined): void;
}

/**
 * Opens the provider's log, `debug.ndjson` in the run's folder, if the environment asks for it.
 *
 * Which run it is may be known late, so lines wait for {@link RunLog.isOf}; those of no known run go into the folder of all runs.
 */
export function openRunLog(
    { openLog, failureEntry, RUN_SETTINGS }: LogWriters,
    runsFolder: string | undefined,
): RunLog {
    if (process.env[LOG_VARIABLE] !== 'debug')
        return { onLog: undefined, failed: () => undefined, isOf: () => undefined };
    const waiting: LogEntry[] = [];
    let write: LogListener | undefined;
    const onLog: LogListener = (entry) => {
        if (write === undefined) waiting.push(entry);
        else write(entry);
    };
    return {
        onLog,
        failed: (error) => {
            onLog(failureEntry(error));
        },
        isOf(runId) {
            const open = openLog(
                join(resolve(process.cwd(), runsFolder ?? RUN_SETTINGS.runsFolder.default), runId ?? '', FILE),
            );
            for (const entry of waiting.splice(0)) open(entry);
            write = open;
        },
    };
}

/** Writes what a preview found to be wrong, and gives the lines to the run that it is about. */
export function endInspection(log: RunLog, inspection: Inspection | undefined): void {
    for (const refusal of inspection?.refusals ?? []) log.failed(refusal);
    log.isOf(inspection?.runId);
}
