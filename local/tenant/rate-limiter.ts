import type { Clock } from './clock.ts';
import type { Plan, RateBucket, RateLimit } from './plans.ts';

/** What the `x-ratelimit-*` headers say after a call. */
export interface RateState {
    allowed: boolean;
    limit: number;
    remaining: number;
    /** UNIX seconds at which the next call is allowed, or at which the bucket refills; always in the future. */
    reset: number;
}

/** Counts calls against a plan. */
export interface RateLimiter {
    /** Counts a call of the Management API. */
    takeManagement(bucket: RateBucket): RateState;
    /** Counts a call of the Authentication API. */
    takeAuthentication(): RateState;
}

/** Makes the rate limiter of one tenant. The tenant's own limit is looked at first, then that of the kind of call. */
export function createRateLimiter(plan: Plan, clock: Clock): RateLimiter {
    const management = plan.management && createBucket(plan.management, clock);
    const authentication = createBucket(plan.authentication, clock);
    const buckets = new Map(
        Object.entries(plan.buckets ?? {}).map(([name, limit]) => [name, createBucket(limit, clock)]),
    );

    return {
        takeManagement(name) {
            const bucket = buckets.get(name) ?? buckets.get('others');
            const global = management?.();
            if (bucket === undefined || global?.allowed === false) return global ?? NO_LIMIT;
            return bucket();
        },
        takeAuthentication: () => authentication(),
    };
}

const NO_LIMIT: RateState = { allowed: true, limit: 0, remaining: 0, reset: 0 };

// Windows are fixed at the tops of seconds, as one of Auth0's two contradicting pages has it.
function createBucket({ burst, perSecond }: RateLimit, clock: Clock): () => RateState {
    let tokens = burst;
    let refilledAtS = Math.floor(clock.now() / 1000);
    return () => {
        const nowS = Math.floor(clock.now() / 1000);
        tokens = Math.min(burst, tokens + Math.max(0, nowS - refilledAtS) * perSecond);
        refilledAtS = Math.max(refilledAtS, nowS);
        const allowed = tokens >= 1;
        if (allowed) tokens -= 1;
        const secondsToNextToken = Math.max(1, Math.ceil((1 - tokens) / perSecond));
        return { allowed, limit: burst, remaining: Math.floor(tokens), reset: nowS + secondsToNextToken };
    };
}
