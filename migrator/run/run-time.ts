import type { Clock } from '../clock.ts';
import { MigrationError } from '../errors.ts';

/** The time that a run has, and whether it is to stop. */
export interface RunTime {
    readonly clock: Clock;
    /** Milliseconds of this attempt's budget; infinite for a plan. */
    readonly budgetMs: number;
    /** When this attempt began, in milliseconds since the Unix epoch. */
    readonly startedAt: number;
    /**
     * Aborted when nothing new may begin, with the {@link MigrationError} that says why: the time budget is spent, somebody asked
     * for a stop, or the run was taken over; or with the failure of {@link RunTime.giveUp}.
     */
    readonly signal: AbortSignal;
    /**
     * Stops the run at a safe point: called where nothing is half done.
     *
     * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`, `RUN_LOCKED` (all retryable)
     */
    stopIfAsked(): void;
    /** Stops what else is under way, because a part of it has failed for good: waits and repeated calls reject with the failure. */
    giveUp(failure: unknown): void;
    /** Waits, and rejects with the reason as soon as the run is to stop. */
    sleep(ms: number): Promise<void>;
    /** Ends what watches for a stop. */
    close(): void;
}

/** What can stop a run. */
export interface StopSources {
    readonly clock: Clock;
    readonly budgetMs: number;
    /** Aborted by the caller. */
    readonly signal?: AbortSignal | undefined;
    /** Aborted when another process took the run over. */
    readonly lost?: AbortSignal;
    /** Tells whether somebody asked for a stop from outside. */
    readonly takeStopRequest?: () => Promise<boolean>;
}

const POLL_STOP_REQUEST_MS = 500;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Starts the time of an attempt. */
export function startRunTime({ clock, budgetMs, signal, lost, takeStopRequest }: StopSources): RunTime {
    const startedAt = clock.now();
    const controller = new AbortController();
    const stop = (error: unknown) => {
        if (!controller.signal.aborted) controller.abort(error);
    };
    const onAbort = () => {
        stop(stopped(signal?.reason));
    };
    const onLost = () => {
        stop(takenOver());
    };
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    lost?.addEventListener('abort', onLost, { once: true });
    // A timer beside the clock: a run that waits for another run's slot is not asked between two steps.
    const timer = setTimeout(
        () => {
            if (clock.now() - startedAt >= budgetMs) stop(spent());
        },
        Math.min(LONGEST_TIMER_MS, budgetMs),
    );
    timer.unref();
    const poll = setInterval(() => {
        void takeStopRequest?.().then((isAsked) => {
            if (isAsked) stop(stopped(undefined));
        });
    }, POLL_STOP_REQUEST_MS);
    poll.unref();
    return {
        clock,
        budgetMs,
        startedAt,
        signal: controller.signal,
        stopIfAsked() {
            if (clock.now() - startedAt >= budgetMs) stop(spent());
            controller.signal.throwIfAborted();
        },
        giveUp: stop,
        sleep: (ms) => clock.sleep(ms, controller.signal),
        close() {
            clearTimeout(timer);
            clearInterval(poll);
            signal?.removeEventListener('abort', onAbort);
            lost?.removeEventListener('abort', onLost);
        },
    };
}

/** Says that a run was asked to stop. */
export function stopped(cause: unknown): MigrationError {
    return new MigrationError(
        'RUN_STOPPED',
        'The run was asked to stop, and stopped at a safe point. Run again to continue.',
        { retryable: true, cause },
    );
}

function spent(): MigrationError {
    return new MigrationError(
        'TIME_BUDGET_SPENT',
        'The time budget of this attempt is used up. Everything done so far is kept. Run again to continue.',
        { retryable: true },
    );
}

function takenOver(): MigrationError {
    return new MigrationError(
        'RUN_LOCKED',
        'Another process took over this run, because this one showed no sign of life for two minutes. Let the other one finish.',
        { retryable: true },
    );
}
