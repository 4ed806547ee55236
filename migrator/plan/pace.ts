import type { Run } from '../run/run.ts';
import { EXPECTED_USERS_PER_SECOND_AND_JOB } from '../tenant/limits.ts';

/** Auth0's staff saw import jobs of free and staging tenants take ten times as long: https://community.auth0.com/t/112785. */
const SLOW_TENANT_FACTOR = 10;

/** How quick a run is expected to be. */
export interface Pace {
    /** Users a second that one import job takes in. */
    readonly usersPerSecondAndJob: number;
    /**
     * Where that is from: the settings of the run, jobs that the project has run in this tenant, or what Auth0's staff saw on
     * a tenant of this plan.
     */
    readonly basis: 'setting' | 'measured' | 'documented';
    readonly jobsAtOnce: number;
    /** The target tenant's plan, as its answers tell it; undefined where they tell none. */
    readonly ratePlan: string | undefined;
}

/** Minutes that an import takes, rounded up. */
export interface Minutes {
    /** As expected by the pace and the tenant's rate limits. */
    readonly expected: number;
    /** For comparison, those of the jobs alone: on an enterprise tenant, and on a free or staging one. */
    readonly enterprise: number;
    readonly free: number;
}

/** Says how quick a run is expected to be, by the best that is known. */
export function paceOf({ limits, targetFacts }: Pick<Run, 'limits' | 'targetFacts'>): Pace {
    const { expectedUsersPerSecond, measuredUsersPerSecond: measured, slots } = limits;
    const rest = { jobsAtOnce: slots.size, ratePlan: targetFacts.ratePlan?.name };
    if (expectedUsersPerSecond !== EXPECTED_USERS_PER_SECOND_AND_JOB) {
        return { usersPerSecondAndJob: expectedUsersPerSecond, basis: 'setting', ...rest };
    }
    if (measured !== undefined) {
        return { usersPerSecondAndJob: rounded(measured), basis: 'measured', ...rest };
    }
    const slowness = targetFacts.ratePlan?.jobSlowness ?? 1;
    return { usersPerSecondAndJob: rounded(expectedUsersPerSecond / slowness), basis: 'documented', ...rest };
}

/**
 * Gives the minutes that a run takes: its import jobs, or its calls where the tenant's rate limits are the slower.
 *
 * @param users - that are sent
 * @param calls - of the Management API
 */
export function minutesOf(run: Pick<Run, 'targetFacts'>, pace: Pace, users: number, calls: number): Minutes {
    const jobMinutes = minutesAt(pace.usersPerSecondAndJob * pace.jobsAtOnce, users);
    const callMinutes = Math.ceil(calls / (run.targetFacts.ratePlan?.callsPerMinute ?? Number.POSITIVE_INFINITY));
    const enterprise = EXPECTED_USERS_PER_SECOND_AND_JOB * pace.jobsAtOnce;
    return {
        expected: Math.max(jobMinutes, callMinutes),
        enterprise: minutesAt(enterprise, users),
        free: minutesAt(enterprise / SLOW_TENANT_FACTOR, users),
    };
}

function rounded(number: number): number {
    return Number(number.toPrecision(3));
}

/** Gives whole minutes, rounded up. */
export function minutesAt(usersPerSecond: number, users: number): number {
    return Math.ceil(users / usersPerSecond / 60);
}
