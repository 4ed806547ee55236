/** How much of one kind of call a plan allows: a bucket of `burst` calls that refills by `perSecond` at the top of each second. */
export interface RateLimit {
    burst: number;
    perSecond: number;
}

/** The kinds of Management API calls that some plans count apart. */
export type RateBucket = 'read-users' | 'write-users' | 'delete-users' | 'read-connections' | 'read-clients' | 'others';

/** What a plan allows. */
export interface Plan {
    /** All calls of the Management API together. */
    management?: RateLimit;
    /** Calls that are counted by kind; a kind that is not listed is counted with `others`. */
    buckets?: Readonly<Partial<Record<RateBucket, RateLimit>>>;
    /** `/oauth/token` and its siblings. */
    authentication: RateLimit;
}

const UNLIMITED: RateLimit = { burst: 1_000_000, perSecond: 1_000_000 };
const perMinute = (burst: number, sustained: number): RateLimit => ({ burst, perSecond: sustained / 60 });

const SELF_SERVICE: Plan = {
    buckets: {
        'read-users': perMinute(40, 500),
        'write-users': perMinute(20, 200),
        'delete-users': perMinute(20, 200),
        'read-connections': perMinute(5, 50),
        'read-clients': perMinute(5, 100),
        others: perMinute(10, 150),
    },
    authentication: { burst: 25, perSecond: 25 },
};

/**
 * The rate limits of Auth0's plans, and `unlimited`.
 *
 * @see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/rate-limit-configurations (read 2026-08-20)
 */
export const PLANS = {
    free: { management: { burst: 2, perSecond: 2 }, authentication: { burst: 30, perSecond: 30 } },
    essentials: SELF_SERVICE,
    professional: SELF_SERVICE,
    enterprise: { management: { burst: 50, perSecond: 16 }, authentication: { burst: 100, perSecond: 100 } },
    unlimited: { management: UNLIMITED, authentication: UNLIMITED },
} satisfies Record<string, Plan>;

/** The name of a plan. */
export type PlanName = keyof typeof PLANS;
