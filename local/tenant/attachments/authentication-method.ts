import type { JsonObject } from '../entities.ts';
import { isoTime } from '../formatters.ts';

/** A second factor of a user. */
export interface AuthenticationMethod {
    /** Such as `totp|dev_f0O81fTcftc0kN2v`. */
    readonly id: string;
    readonly type: string;
    readonly createdAt: number;
    name: string | undefined;
    readonly email: string | undefined;
    readonly phoneNumber: string | undefined;
    /** `sms` or `voice`, of a phone. */
    preferred: string | undefined;
    /** Never shown. */
    readonly totpSecret: string | undefined;
}

/**
 * Shows a factor. Addresses and numbers are masked but in the answer of a PUT (recorded), and the secret of an authenticator app is never shown.
 *
 * @param form - `listed` has `confirmed`; `written` and `replaced` are the answers of POST and PATCH, and of PUT
 */
export function formatAuthenticationMethod(
    method: AuthenticationMethod,
    form: 'listed' | 'written' | 'replaced',
): JsonObject {
    const { id, type, name, email, phoneNumber, preferred } = method;
    const mask = form === 'replaced' ? (text: string) => text : undefined;
    const details = {
        ...(name !== undefined && { name }),
        ...(email !== undefined && { email: (mask ?? maskedEmail)(email) }),
        ...(phoneNumber !== undefined && { phone_number: (mask ?? maskedPhoneNumber)(phoneNumber) }),
        created_at: isoTime(method.createdAt),
        ...(type === 'phone' && {
            preferred_authentication_method: preferred,
            authentication_methods: [{ id: id.replace(/^phone/, preferred ?? 'sms'), type: preferred ?? 'sms' }],
        }),
    };
    return form === 'listed' ? { id, type, confirmed: true, ...details } : { id, type, ...details };
}

// Recorded: `chuck334@example.com` is shown as `chuc****@exam*******`, `foo@example.com` as `****@exam*******`.
function maskedEmail(email: string): string {
    const [local = '', domain = ''] = email.split('@');
    return `${local.slice(0, -4)}****@${domain.slice(0, 4)}${'*'.repeat(Math.max(0, domain.length - 4))}`;
}

// Recorded: `+44207183875044` is shown as `XXXXXXXXXXX5044`.
function maskedPhoneNumber(number: string): string {
    return 'X'.repeat(Math.max(0, number.length - 4)) + number.slice(-4);
}
