import { COUNT, closed, FLAG, list, oneOf, TEXT } from './shape.ts';

/** Entries of an allow-list. @see https://auth0.com/docs/secure/attack-protection/suspicious-ip-throttling (read 2026-11-26) */
const MAX_ALLOWED_ADDRESSES = 100;

const ALLOWLIST = list(TEXT, { maxItems: MAX_ALLOWED_ADDRESSES });
const attempts = (most: number, rate: { minimum: number; maximum: number }) =>
    closed({ max_attempts: { ...COUNT, minimum: 1, maximum: most }, rate: { ...COUNT, ...rate } });

/** A change of brute-force protection. @see https://auth0.com/docs/api/management/v2/attack-protection/patch-brute-force-protection (read 2026-11-26) */
export const BRUTE_FORCE_PROTECTION = {
    enabled: FLAG,
    shields: list(oneOf('block', 'user_notification')),
    allowlist: ALLOWLIST,
    mode: oneOf('count_per_identifier_and_ip', 'count_per_identifier'),
    max_attempts: { ...COUNT, minimum: 1, maximum: 100 },
};

/** A change of suspicious IP throttling. @see https://auth0.com/docs/api/management/v2/attack-protection/patch-suspicious-ip-throttling (read 2026-11-26) */
export const SUSPICIOUS_IP_THROTTLING = {
    enabled: FLAG,
    shields: list(oneOf('block', 'admin_notification')),
    allowlist: ALLOWLIST,
    stage: closed({
        'pre-login': attempts(2500, { minimum: 34_560, maximum: 86_400_000 }),
        'pre-user-registration': attempts(72_000, { minimum: 1_200, maximum: 86_400_000 }),
    }),
};
