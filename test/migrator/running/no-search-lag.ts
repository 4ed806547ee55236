import { type Clock, systemClock } from '../../../migrator/clock.ts';
import { SEARCH_LAG_MS } from '../../../migrator/tenant/limits.ts';

/** The time of this machine, but nobody waits for the search, which lags behind in no tenant of these tests. */
export const noSearchLag: Clock = {
    now: () => Date.now(),
    sleep: (ms, signal) => systemClock.sleep(ms === SEARCH_LAG_MS ? 0 : ms, signal),
};
