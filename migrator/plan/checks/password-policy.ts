import type { Finding } from '../../checks/finding.ts';
import type { Connection } from '../../tenant/tenant.ts';
import type { Counts } from '../plan-counts.ts';

/**
 * Says where the target's password policy will be felt: it is applied to new passwords only, never to a hash.
 *
 * @param hashesByAlgorithm - new users by algorithm; `none` for those who travel without a hash
 * @see https://auth0.com/docs/authenticate/database-connections/password-strength (read 2026-08-20)
 */
export function checkPasswordPolicy({ name, rules }: Connection, hashesByAlgorithm: Counts): Finding[] {
    const policy = rules?.passwordPolicy;
    if (policy === undefined || policy === 'none') return [];
    const choosing = hashesByAlgorithm['none'] ?? 0;
    const keeping = Object.values(hashesByAlgorithm).reduce((sum, users) => sum + users, 0) - choosing;
    if (choosing + keeping === 0) return [];
    return [
        {
            code: 'PASSWORD_POLICY',
            level: 'note',
            message:
                `The connection ${name} has the password policy \`${policy}\`. ${keeping} new users keep their passwords, which ` +
                `cannot be checked against this policy; ${choosing} must set a new one. Compare the policy with the source's.`,
        },
    ];
}
