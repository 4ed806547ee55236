import type { RateBucket } from './rate-buckets.ts';

/** How much of one kind of call a plan allows: a bucket of `burst` calls that refills by `perSecond` at the top of each second. */
export interface RateLimit {
    burst: number;
    perSecond: number;
}

/** What a plan allows. */
export interface Plan {
    /** All calls of the Management API together; looked at before those of the kind. */
    management?: RateLimit;
    /** Calls that are counted by kind; a kind that is not listed is counted with `others`, or where that is missing not apart. */
    buckets?: Readonly<Partial<Record<RateBucket, RateLimit>>>;
    /** Calls of a kind for one user, beside those of the kind. */
    perUser?: Readonly<Partial<Record<RateBucket, RateLimit>>>;
    /** `/oauth/token` and its siblings. */
    authentication: RateLimit;
    /** Password mails for one address, asked for from one IP address. */
    passwordMails?: RateLimit;
}

const UNLIMITED: RateLimit = { burst: 1_000_000, perSecond: 1_000_000 };
const perSecond = (burst: number, sustained = burst): RateLimit => ({ burst, perSecond: sustained });
const perMinute = (burst: number, sustained = burst): RateLimit => ({ burst, perSecond: sustained / 60 });

/** The same in every plan. */
const PASSWORD_MAILS = perMinute(10, 1);

// @see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/rate-limit-configurations/essentials-professional-b2b (read 2026-08-20)
const SELF_SERVICE: Plan = {
    buckets: {
        'read-users': perMinute(40, 500),
        'write-users': perMinute(20, 200),
        'delete-users': perMinute(20, 200),
        'read-connections': perMinute(5, 50),
        'read-clients': perMinute(5, 100),
        'read-logs': perMinute(10, 100),
        'read-organizations': perMinute(5, 50),
        'read-organization-by-id': perMinute(20, 200),
        'read-organization-by-name': perMinute(10, 100),
        'write-organizations': perMinute(5, 25),
        'read-organization-members': perMinute(40, 500),
        'write-organization-members': perMinute(20, 200),
        'read-organization-member-roles': perMinute(20, 200),
        'write-organization-member-roles': perMinute(20, 200),
        'read-organization-connections': perMinute(5, 50),
        'write-organization-connections': perMinute(5, 25),
        'read-organization-client-grants': perMinute(10, 100),
        'write-organization-client-grants': perMinute(5, 150),
        others: perMinute(10, 150),
    },
    authentication: perSecond(25),
    passwordMails: PASSWORD_MAILS,
};

// @see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/rate-limit-configurations/enterprise-public (read 2026-08-20);
// the table of endpoints makes no difference between production and the rest.
const ENTERPRISE: Plan = {
    management: perSecond(50, 16),
    buckets: {
        'read-organization-by-name': perMinute(20, 200),
        'write-organizations': perMinute(5, 150),
        'read-organization-members': perMinute(40, 500),
        'write-organization-members': perMinute(20, 200),
        'read-organization-invitations': perMinute(20, 200),
        'read-organization-member-roles': perMinute(20, 200),
        'write-organization-member-roles': perMinute(20, 200),
        'read-organization-connections': perMinute(10, 100),
        'write-organization-connections': perMinute(5, 150),
        'read-organization-client-grants': perMinute(10, 100),
        'write-organization-client-grants': perMinute(5, 150),
        'authentication-methods': perSecond(25),
    },
    perUser: { 'authentication-methods': perMinute(5) },
    authentication: perSecond(100),
    passwordMails: PASSWORD_MAILS,
};

/**
 * The rate limits of Auth0's plans, and `unlimited`.
 *
 * @see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/rate-limit-configurations (read 2026-08-20)
 */
export const PLANS = {
    // @see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/rate-limit-configurations/free-public (read 2026-08-20)
    free: {
        management: perSecond(2),
        buckets: { 'authentication-methods': perSecond(2) },
        perUser: { 'authentication-methods': perMinute(2) },
        authentication: perSecond(30),
        passwordMails: PASSWORD_MAILS,
    },
    essentials: SELF_SERVICE,
    professional: SELF_SERVICE,
    enterprise: ENTERPRISE,
    'enterprise-non-production': { ...ENTERPRISE, management: perSecond(10, 2) },
    unlimited: { management: UNLIMITED, authentication: UNLIMITED },
} satisfies Record<string, Plan>;

/** The name of a plan. */
export type PlanName = keyof typeof PLANS;
