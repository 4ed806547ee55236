/** Tells the tenant what time it is and calls it back later, so that tests and, later, the control API can move time. */
export interface Clock {
    /** Milliseconds since 1970. */
    now(): number;
    /**
     * Calls back once, `delayMs` from now; the returned function cancels it.
     *
     * @param delayMs - milliseconds to wait
     * @param callback - called then
     */
    after(delayMs: number, callback: () => void): () => void;
}

/** The time of this machine. Its timers don't keep a process alive. */
export const systemClock: Clock = {
    now: () => Date.now(),
    after(delayMs, callback) {
        const timer = setTimeout(callback, delayMs).unref();
        return () => {
            clearTimeout(timer);
        };
    },
};

/** Makes a clock that shows the time of another and, once stopped, calls nobody back. */
export function createStoppableClock(base: Clock): Clock & { stop(): void } {
    let isStopped = false;
    return {
        now: () => base.now(),
        after: (delayMs, callback) =>
            base.after(delayMs, () => {
                if (!isStopped) callback();
            }),
        stop() {
            isStopped = true;
        },
    };
}

/** A clock that stands still until it is told to advance. */
export interface ManualClock extends Clock {
    /**
     * Moves time forward and runs, in order of their time, the callbacks that fall due.
     *
     * @param durationMs - milliseconds to move on
     */
    advance(durationMs: number): void;
}

/**
 * Makes a clock that shows `startMs` (milliseconds since 1970) and moves only when told to.
 *
 * @param startMs - its first time, in milliseconds since the Unix epoch
 */
export function createManualClock(startMs: number): ManualClock {
    let nowMs = startMs;
    let timers: { dueMs: number; callback: () => void }[] = [];

    const takeNextUntil = (limitMs: number) => {
        const next = timers.reduce<(typeof timers)[number] | undefined>(
            (earliest, timer) => (earliest === undefined || timer.dueMs < earliest.dueMs ? timer : earliest),
            undefined,
        );
        if (next === undefined || next.dueMs > limitMs) return undefined;
        timers = timers.filter((timer) => timer !== next);
        return next;
    };

    return {
        now: () => nowMs,
        after(delayMs, callback) {
            const timer = { dueMs: nowMs + delayMs, callback };
            timers.push(timer);
            return () => {
                timers = timers.filter((other) => other !== timer);
            };
        },
        advance(durationMs) {
            const targetMs = nowMs + durationMs;
            for (let timer = takeNextUntil(targetMs); timer !== undefined; timer = takeNextUntil(targetMs)) {
                nowMs = Math.max(nowMs, timer.dueMs);
                timer.callback();
            }
            nowMs = targetMs;
        },
    };
}
