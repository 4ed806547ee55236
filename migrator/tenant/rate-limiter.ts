import type { Clock } from '../clock.ts';
import type { RateGroup } from './rate-group.ts';

/** Hears the rate-limit headers of an answer. */
export type RateLimitListener = (group: RateGroup, headers: { get(name: string): string | null }) => void;

/** Part of a tenant's rate budget that a migration uses; the rest is left to the tenant's own traffic. */
export const DEFAULT_RATE_SHARE = 0.8;

/** A reset that lies further ahead is not believed: the longest window of Auth0 is a minute. */
const LONGEST_WAIT_MS = 59_000;
const JITTER_MS = 200;

/**
 * Says how long it takes until a moment of a tenant's clock, by the time that its answer bears.
 *
 * @param headers - of the answer; without a `date` this machine's clock counts
 * @param moment - milliseconds since the Unix epoch, by the tenant's clock
 * @param now - the same by this machine's clock
 * @returns milliseconds, negative for a moment that is over
 */
export function untilReset(headers: { get(name: string): string | null }, moment: number, now: number): number {
    const tenantNow = Date.parse(headers.get('date') ?? '');
    return moment - (Number.isNaN(tenantNow) ? now : tenantNow);
}

interface GroupState {
    limit: number;
    remaining: number;
    resetAt: number;
    inFlight: number;
}

/**
 * Keeps the calls of a tenant below its rate limits, by what the tenant itself says of them.
 *
 * Nothing is assumed of a plan. Each answer tells the limit of its group, what remains of it and when it is filled again;
 * `remaining` counts everybody's calls, so several processes and the tenant's own traffic share one budget without knowing
 * of each other. A group whose remainder is down to what is left to others waits for its reset; then one call goes first
 * and finds out how things stand.
 */
export class RateLimiter {
    private readonly clock: Clock;
    private readonly share: number;
    private readonly groups = new Map<RateGroup, GroupState>();

    /**
     * Makes a limiter of one tenant.
     *
     * @param share - of the budget that may be used, more than `0` and up to `1`
     */
    constructor(clock: Clock, share = DEFAULT_RATE_SHARE) {
        this.clock = clock;
        this.share = share;
    }

    /** Records what an answer says of its group. */
    readonly record: RateLimitListener = (group, headers) => {
        const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) =>
            Number(headers.get(`x-ratelimit-${name}`) ?? Number.NaN),
        );
        if (![limit, remaining, reset].every((value) => Number.isFinite(value)) || !limit) return;
        const state = this.stateOf(group);
        state.limit = limit;
        state.remaining = remaining ?? 0;
        // Held against the tenant's own clock, which may be hours from this one's.
        state.resetAt = this.clock.now() + untilReset(headers, (reset ?? 0) * 1000, this.clock.now());
    };

    /**
     * Makes a call when the budget of its group allows.
     *
     * @returns what the call gives
     */
    async run<T>(group: RateGroup, call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
        const state = this.stateOf(group);
        for (let waitMs = this.waitOf(state); waitMs > 0; waitMs = this.waitOf(state)) {
            await this.clock.sleep(waitMs + Math.random() * JITTER_MS, signal);
        }
        state.inFlight += 1;
        try {
            return await call();
        } finally {
            state.inFlight -= 1;
        }
    }

    private waitOf(state: GroupState): number {
        // At least one call must be possible, or a limit of 2 a second could never be used at all.
        const reserve = Math.min(state.limit - 1, Math.ceil(state.limit * (1 - this.share)));
        if (state.remaining - state.inFlight > reserve) return 0;
        const waitMs = state.resetAt - this.clock.now();
        if (waitMs > 0) return Math.min(waitMs, LONGEST_WAIT_MS);
        // The bucket was filled meanwhile by an unknown amount: one call at a time until an answer says how much is left.
        return state.inFlight === 0 ? 0 : JITTER_MS;
    }

    private stateOf(group: RateGroup): GroupState {
        let state = this.groups.get(group);
        if (state === undefined) {
            state = { limit: Number.POSITIVE_INFINITY, remaining: Number.POSITIVE_INFINITY, resetAt: 0, inFlight: 0 };
            this.groups.set(group, state);
        }
        return state;
    }
}
