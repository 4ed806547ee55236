import type { Clock } from '../clock.ts';

/** A clock that follows another until it is frozen or moved. */
export interface MovableClock extends Clock {
    readonly isFrozen: boolean;
    /** Stops time; what is due later waits. */
    freeze(): void;
    /** Lets time go on from where it stopped. */
    thaw(): void;
    /** Moves time forward and runs, in order of their time, the callbacks that fall due. */
    advance(durationMs: number): void;
}

interface Timer {
    dueMs: number;
    callback: () => void;
}

/** Makes a clock that starts with the time of `base` and runs at its pace. */
export function createMovableClock(base: Clock): MovableClock {
    const timers = new Set<Timer>();
    let offsetMs = 0;
    let frozenAtMs: number | undefined;
    let cancelAlarm: () => void = () => undefined;

    const now = () => frozenAtMs ?? base.now() + offsetMs;

    const earliest = (): Timer | undefined => {
        let first: Timer | undefined;
        for (const timer of timers) if (first === undefined || timer.dueMs < first.dueMs) first = timer;
        return first;
    };

    const setAlarm = () => {
        cancelAlarm();
        const next = earliest();
        if (next === undefined || frozenAtMs !== undefined) return;
        cancelAlarm = base.after(Math.max(0, next.dueMs - now()), ring);
    };

    const ring = () => {
        // Those that were added by what runs here have their turn at the next alarm, or a callback without delay would never let go.
        const due = [...timers].filter(({ dueMs }) => dueMs <= now()).sort((one, other) => one.dueMs - other.dueMs);
        for (const timer of due) if (timers.delete(timer)) timer.callback();
        setAlarm();
    };

    const moveTo = (timeMs: number) => {
        if (frozenAtMs !== undefined) frozenAtMs = timeMs;
        else offsetMs = timeMs - base.now();
    };

    return {
        now,
        after(delayMs, callback) {
            const timer: Timer = { dueMs: now() + delayMs, callback };
            timers.add(timer);
            setAlarm();
            return () => {
                timers.delete(timer);
            };
        },
        get isFrozen() {
            return frozenAtMs !== undefined;
        },
        freeze() {
            frozenAtMs ??= base.now() + offsetMs;
            cancelAlarm();
        },
        thaw() {
            if (frozenAtMs === undefined) return;
            offsetMs = frozenAtMs - base.now();
            frozenAtMs = undefined;
            setAlarm();
        },
        advance(durationMs) {
            const targetMs = now() + durationMs;
            for (let next = earliest(); next !== undefined && next.dueMs <= targetMs; next = earliest()) {
                timers.delete(next);
                moveTo(Math.max(now(), next.dueMs));
                next.callback();
            }
            moveTo(Math.max(now(), targetMs));
            setAlarm();
        },
    };
}
