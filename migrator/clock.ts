import { setTimeout as wait } from 'node:timers/promises';

/** The time, as the migrator sees it; tests give one of their own. */
export interface Clock {
    /** Milliseconds since the Unix epoch. */
    now(): number;
    /**
     * Resolves after a time, or rejects with the signal's reason as soon as it is aborted.
     *
     * @param ms - milliseconds, `0` or more
     * @param signal - ends the sleep early
     */
    sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The time of this machine. */
export const systemClock: Clock = {
    now: () => Date.now(),
    async sleep(ms, signal) {
        signal?.throwIfAborted();
        try {
            await wait(ms, undefined, signal === undefined ? {} : { signal });
        } catch (error) {
            signal?.throwIfAborted();
            throw error;
        }
    },
};
