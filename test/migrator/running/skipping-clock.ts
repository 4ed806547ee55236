import type { Clock } from '../../../migrator/clock.ts';

/** A clock whose sleeps take no time but move it on, and are kept to be looked at. */
export interface SkippingClock extends Clock {
    readonly sleeps: number[];
    advance(ms: number): void;
}

/** Makes a clock that begins at a time, in milliseconds since the Unix epoch. */
export function createSkippingClock(start = 1_800_000_000_000): SkippingClock {
    let now = start;
    const sleeps: number[] = [];
    return {
        sleeps,
        now: () => now,
        advance(ms) {
            now += ms;
        },
        async sleep(ms, signal) {
            signal?.throwIfAborted();
            sleeps.push(ms);
            now += ms;
            // A turn of the event loop, so that concurrent work gets on.
            await new Promise((resolve) => setImmediate(resolve));
        },
    };
}
