import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../../migrator/clock.ts';

/** The longest that it sleeps, in milliseconds. */
const PATIENCE_MS = 10;

/** The time of this machine, but nobody sleeps long: a local tenant is quicker than Auth0, and asked again sooner. */
export const impatientClock: Clock = {
    now: () => Date.now(),
    async sleep(ms, signal) {
        signal?.throwIfAborted();
        await wait(Math.min(ms, PATIENCE_MS), undefined, signal === undefined ? {} : { signal }).catch(() => {
            signal?.throwIfAborted();
        });
    },
};
