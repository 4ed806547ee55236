import { isMigrationError } from '../errors.ts';
import { type RatePlan, ratePlanOf } from '../tenant/rate-plan.ts';
import type { Connection, Tenant } from '../tenant/tenant.ts';

/** What was found out about the target before a run; undefined is what could not be seen. */
export interface TargetFacts {
    /** Whether the connection is enabled for at least one client, without which Auth0 takes no import. */
    readonly isEnabledForAnyClient: boolean | undefined;
    /** Names of the second factors that are on in the tenant. */
    readonly enabledFactors: readonly string[] | undefined;
    readonly ratePlan: RatePlan | undefined;
}

/** Nothing was asked: a plan made from files alone. */
export const NO_FACTS: TargetFacts = {
    isEnabledForAnyClient: undefined,
    enabledFactors: undefined,
    ratePlan: undefined,
};

/** Scope without which nobody can see which factors are on. */
export const FACTORS_SCOPE = 'read:guardian_factors';

/**
 * Looks at the target beyond its connection, in two calls.
 *
 * @throws {MigrationError} what the tenant throws, but for what the token may not see
 */
export async function observeTarget(tenant: Tenant, connection: Connection): Promise<TargetFacts> {
    const scopes = await tenant.grantedScopes();
    const isEnabledForAnyClient = await tenant.isEnabledForAnyClient(connection.id);
    const enabledFactors = scopes.includes(FACTORS_SCOPE) ? await unlessRefused(tenant.enabledFactors()) : undefined;
    // Read last: every answer before has told the limits.
    const limit = tenant.rateLimits()['read-connections'];
    return { isEnabledForAnyClient, enabledFactors, ratePlan: limit === undefined ? undefined : ratePlanOf(limit) };
}

// Some plans have no second factors at all, and answer so.
async function unlessRefused<T>(call: Promise<T>): Promise<T | undefined> {
    try {
        return await call;
    } catch (error) {
        if (isMigrationError(error) && !error.retryable) return undefined;
        throw error;
    }
}
