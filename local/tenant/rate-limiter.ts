import type { Clock } from './clock.ts';
import type { Plan, RateLimit } from './plans.ts';
import type { RateBucket } from './rate-buckets.ts';

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
    /**
     * Counts a call of the Management API.
     *
     * @param userId - whom the call is for, if it is for one user
     */
    takeManagement(bucket: RateBucket, userId?: string): RateState;
    /** Counts a call of the Authentication API. */
    takeAuthentication(): RateState;
    /**
     * Counts a call of the Authentication API that asks for a password mail.
     *
     * @param asked - for which address, and from which IP address
     */
    takePasswordMail(asked: string): RateState;
}

interface Bucket {
    take(): RateState;
    isFull(): boolean;
}

// A client without requests for long enough has a full bucket, which need not be remembered.
const MAX_REMEMBERED_USERS = 10_000;

/** Makes the rate limiter of one tenant. The tenant's own limit is looked at first, then that of the kind of call, then that of the user. */
export function createRateLimiter(plan: Plan, clock: Clock): RateLimiter {
    const management = plan.management && createBucket(plan.management, clock);
    const authentication = createBucket(plan.authentication, clock);
    const buckets = new Map(
        Object.entries(plan.buckets ?? {}).map(([name, limit]) => [name, createBucket(limit, clock)]),
    );
    const users = new Map<string, Bucket>();

    const bucketOfOne = (limit: RateLimit | undefined, name: string, one: string | undefined): Bucket | undefined => {
        if (limit === undefined || one === undefined) return undefined;
        const key = `${name} ${one}`;
        const bucket = users.get(key) ?? createBucket(limit, clock);
        if (users.size >= MAX_REMEMBERED_USERS)
            for (const [other, known] of users) if (known.isFull()) users.delete(other);
        users.set(key, bucket);
        return bucket;
    };

    return {
        takeManagement(name, userId) {
            let state = NO_LIMIT;
            const kind = buckets.get(name) ?? buckets.get('others');
            for (const bucket of [management, kind, bucketOfOne(plan.perUser?.[name], name, userId)]) {
                if (bucket !== undefined) state = bucket.take();
                if (!state.allowed) break;
            }
            return state;
        },
        takeAuthentication: () => authentication.take(),
        takePasswordMail(asked) {
            const state = authentication.take();
            const bucket = bucketOfOne(plan.passwordMails, 'password-mails', asked);
            return state.allowed && bucket !== undefined ? bucket.take() : state;
        },
    };
}

const NO_LIMIT: RateState = { allowed: true, limit: 0, remaining: 0, reset: 0 };

// Windows are fixed at the tops of seconds, as one of Auth0's two contradicting pages has it.
function createBucket({ burst, perSecond }: RateLimit, clock: Clock): Bucket {
    let tokens = burst;
    let refilledAtS = Math.floor(clock.now() / 1000);
    const refill = () => {
        const nowS = Math.floor(clock.now() / 1000);
        tokens = Math.min(burst, tokens + Math.max(0, nowS - refilledAtS) * perSecond);
        refilledAtS = Math.max(refilledAtS, nowS);
        return nowS;
    };
    return {
        take() {
            const nowS = refill();
            // Sixty sixtieths are a little less than one.
            const allowed = tokens >= 1 - Number.EPSILON * burst;
            if (allowed) tokens = Math.max(0, tokens - 1);
            const secondsToNextToken = Math.max(1, Math.ceil((1 - tokens) / perSecond));
            return { allowed, limit: burst, remaining: Math.floor(tokens), reset: nowS + secondsToNextToken };
        },
        isFull() {
            refill();
            return tokens >= burst;
        },
    };
}
