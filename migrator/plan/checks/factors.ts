import type { Finding } from '../../checks/finding.ts';
import { FACTORS_SCOPE } from '../../checks/target-facts.ts';

/** Auth0's name in the tenant's settings for what an import file calls by another. */
const SETTING_OF: Readonly<Record<string, string>> = { totp: 'otp', phone: 'sms', email: 'email' };

/**
 * Compares the second factors that new users bring with those that are on in the target tenant.
 *
 * @param factors - new users by kind of factor, as an import file names it
 * @param enabled - names of the factors that are on; undefined where they cannot be seen
 * @see https://auth0.com/docs/api/management/v2/guardian/get-factors (read 2026-08-20)
 */
export function checkFactors(factors: ReadonlyMap<string, number>, enabled: readonly string[] | undefined): Finding[] {
    if (factors.size === 0) return [];
    const brought = [...factors].map(([kind, users]) => `${kind} ${users}`).join(', ');
    if (enabled === undefined) {
        return [
            {
                code: 'FACTORS_UNSEEN',
                level: 'note',
                message:
                    `New users have second factors (${brought}), but the application may not read which are on in the target tenant. Grant ${FACTORS_SCOPE}, ` +
                    'or check under Security > Multi-factor Auth.',
            },
        ];
    }
    const off = [...factors].filter(([kind]) => !enabled.includes(SETTING_OF[kind] ?? kind));
    if (off.length === 0) return [];
    const list = off.map(([kind, users]) => `${users} have ${kind} (\`${SETTING_OF[kind] ?? kind}\`)`).join(', ');
    return [
        {
            code: 'FACTORS_OFF',
            level: 'warning',
            message:
                `New users have second factors that are off in the target tenant: ${list}. They are imported, but logins do not ask for them. Turn ` +
                'them on under Security > Multi-factor Auth before people log in.',
        },
    ];
}
