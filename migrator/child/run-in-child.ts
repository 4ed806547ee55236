import { secretsOf } from '../disclosure/secret-values.ts';
import { MigrationError } from '../errors.ts';
import type { LogListener } from '../log/log-entry.ts';
import type { ProgressListener } from '../progress.ts';
import type { ChildHeap } from './child-arguments.ts';
import type { ChildTasks, TaskName, TaskSettings } from './child-task.ts';
import { describeDeath, describeLastLines, type ProcessDeath } from './process-death.ts';
import { startChild } from './start-child.ts';

/** What a task in a child process came to. */
export interface ChildOutcome<Name extends TaskName> {
    /** What the task returned. */
    readonly result: ChildTasks[Name]['result'];
    /** How the first process died, where the result is that of a second one. */
    readonly restartedAfter: ProcessDeath | undefined;
}

/** What a caller can hear of a child process. */
export interface ChildOptions {
    /** Hears of a process that died and is started again. */
    readonly onRestart?: (death: ProcessDeath) => void;
    /** Hears of each request that the task makes. */
    readonly onLog?: LogListener | undefined;
}

/**
 * Heaps of the tasks. A stream of users is short-lived garbage, and V8 lets the young generation grow with the size of the machine unless it is
 * told otherwise: a small one keeps a run flat. What grows with the number of users lies outside the heap, in typed arrays, so the limit of the
 * old generation is a safety net and no budget.
 *
 * V8 counts the chunks of an export that is unpacked as growth of the old generation, and would mark it every 50 ms for a while. A plan lets it
 * reach 48 MiB first, which takes some 7 % off its time; a smaller young generation makes room for that.
 */
export const CHILD_HEAPS: Readonly<Record<TaskName, ChildHeap>> = {
    run: { semiSpaceMb: 8, oldSpaceMb: 1024 },
    plan: { semiSpaceMb: 4, oldSpaceMb: 1024, initialOldSpaceMb: 48 },
    inspect: { semiSpaceMb: 8, oldSpaceMb: 1024 },
};

/**
 * Does a task of the migrator in a process of its own, which is started again once if it dies.
 *
 * A crash of that process takes nothing with it: what was done is in the journal, and the second process goes on with it. A parent that
 * ends takes the child along: the child stops at the next safe point, and after five seconds in any case.
 *
 * @param settings - as the task's function takes them; `signal` and `onProgress` work across the processes, and a restarted run has what is
 * left of its time budget
 * @param name - the task
 * @throws {MigrationError} what the task throws; `RUN_PROCESS_DIED` when the second process died too, or the first after `signal` was aborted
 */
export async function runInChild<Name extends TaskName>(
    name: Name,
    settings: TaskSettings<Name>,
    { onRestart, onLog }: ChildOptions = {},
): Promise<ChildOutcome<Name>> {
    const { signal, onProgress, ...plain } = settings as {
        readonly signal?: AbortSignal;
        readonly onProgress?: ProgressListener;
        readonly timeBudgetMinutes?: number;
    };
    const start = {
        name,
        heap: CHILD_HEAPS[name],
        signal,
        onProgress,
        onLog,
        secrets: [...secretsOf(plain), ...secretsOf(process.env)],
    };
    const startedAt = performance.now();
    let restartedAfter: ProcessDeath | undefined;
    for (;;) {
        const end = await startChild({ ...start, settings: withinBudget(plain, performance.now() - startedAt) });
        if (end.type === 'error') throw end.error;
        if (end.type === 'result') return { result: end.result as ChildTasks[Name]['result'], restartedAfter };
        if (restartedAfter !== undefined || signal?.aborted === true) throw processDied(end.death, restartedAfter);
        restartedAfter = end.death;
        onRestart?.(end.death);
    }
}

const MINUTE_MS = 60_000;

function withinBudget(settings: { readonly timeBudgetMinutes?: number }, elapsedMs: number): object {
    if (settings.timeBudgetMinutes === undefined) return settings;
    const leftMs = Math.max(1, settings.timeBudgetMinutes * MINUTE_MS - elapsedMs);
    return { ...settings, timeBudgetMinutes: leftMs / MINUTE_MS };
}

function processDied(death: ProcessDeath, first: ProcessDeath | undefined): MigrationError {
    const before =
        first === undefined
            ? 'The process of the migration'
            : `The process of the migration ${describeDeath(first)}; it was started again, and the second one`;
    return new MigrationError(
        'RUN_PROCESS_DIED',
        `${before} ${describeDeath(death)}. Everything done so far is kept. Run again to continue.${describeLastLines(death)}`,
        { retryable: true },
    );
}
