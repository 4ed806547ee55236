import type { Finding } from '../../checks/finding.ts';
import type { RatePlan } from '../../tenant/rate-plan.ts';

/**
 * Says what the target tenant's rate plan means for the duration.
 *
 * @param calls - of the Management API that the run will make
 * @param importMinutes - that the import jobs take by themselves
 */
export function checkRatePlan(
    domain: string,
    plan: RatePlan | undefined,
    calls: number,
    importMinutes: number,
): Finding[] {
    if (plan === undefined) return [];
    const callMinutes = Math.ceil(calls / plan.callsPerMinute);
    const slower = plan.jobSlowness === 1 ? '' : `; its jobs are about ${plan.jobSlowness} times slower`;
    return [
        {
            code: 'RATE_PLAN',
            level: 'note',
            message:
                `The rate limits of ${domain} are those of the plan "${plan.name}": ${plan.burst} calls at once and ${plan.callsPerMinute.toLocaleString('en-US')} per minute${slower}. ` +
                `About ${calls.toLocaleString('en-US')} API calls (${callMinutes} min) and the import jobs (${importMinutes} min); ` +
                `the ${callMinutes > importMinutes ? 'API calls' : 'import jobs'} are the bottleneck.`,
        },
    ];
}
