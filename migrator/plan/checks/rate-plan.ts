import type { RatePlan } from '../../tenant/rate-plan.ts';
import type { Finding } from '../finding.ts';

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
    const slower = plan.jobSlowness === 1 ? '' : `, and its jobs are about ${plan.jobSlowness} times slower`;
    return [
        {
            code: 'RATE_PLAN',
            level: 'note',
            message:
                `${domain} answers like a tenant of the plan "${plan.name}": ${plan.burst} calls at once and ${plan.callsPerMinute} a minute${slower}. ` +
                `About ${calls} calls take ${callMinutes} minutes of it, the import jobs ${importMinutes}; ` +
                `${callMinutes > importMinutes ? 'the calls' : 'the jobs'} decide.`,
        },
    ];
}
