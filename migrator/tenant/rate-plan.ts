/** What a tenant lets the Management API do, told from the headers of its answers. */
export interface RatePlan {
    /** The plan as Auth0's documents call it; tenants of a private cloud have limits of their own. */
    readonly name: 'free' | 'self-service' | 'enterprise non-production' | 'enterprise' | 'private cloud';
    /** Calls at once, of the kind that reads connections. */
    readonly burst: number;
    /** Calls a minute that a migration can keep up: of the group that jobs are counted in. */
    readonly callsPerMinute: number;
    /** How many times slower than on an enterprise tenant import jobs are, as Auth0's staff saw. */
    readonly jobSlowness: number;
}

/** @see https://community.auth0.com/t/112785 */
const SLOW_JOBS = 10;

/** By the limit of `GET /connections`, which is another one on every plan. */
const PLANS: Readonly<Record<number, Omit<RatePlan, 'burst'>>> = {
    2: { name: 'free', callsPerMinute: 120, jobSlowness: SLOW_JOBS },
    5: { name: 'self-service', callsPerMinute: 150, jobSlowness: 1 },
    10: { name: 'enterprise non-production', callsPerMinute: 120, jobSlowness: SLOW_JOBS },
    50: { name: 'enterprise', callsPerMinute: 960, jobSlowness: 1 },
};

/**
 * Tells a tenant's plan from the limit that the answer to `GET /connections` names.
 *
 * @param limit - of `x-ratelimit-limit`
 * @see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/rate-limit-configurations (read 2026-08-20)
 */
export function ratePlanOf(limit: number): RatePlan {
    const known = PLANS[limit];
    if (known !== undefined) return { ...known, burst: limit };
    return { name: 'private cloud', burst: limit, callsPerMinute: limit * 60, jobSlowness: 1 };
}
