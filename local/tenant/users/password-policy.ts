import type { Connection } from '../entities.ts';
import { ApiError } from '../errors.ts';

interface PasswordRules {
    minLength: number;
    /** How many of lower case, upper case, digit and special character a password must have. */
    kinds: number;
    maxRepeated?: number;
}

/** @see https://auth0.com/docs/authenticate/database-connections/password-strength (read 2026-08-20) */
const POLICIES: Readonly<Record<string, PasswordRules>> = {
    none: { minLength: 1, kinds: 0 },
    low: { minLength: 6, kinds: 0 },
    fair: { minLength: 8, kinds: 3 },
    good: { minLength: 8, kinds: 3 },
    excellent: { minLength: 10, kinds: 3, maxRepeated: 2 },
};

/**
 * Makes sure that a password is as strong as its connection demands.
 *
 * @throws {ApiError} 400 with Auth0's text
 */
export function requireStrongPassword(connection: Connection, password: string): void {
    const rules = rulesOf(connection);
    const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/].filter((kind) => kind.test(password)).length;
    const repeated = rules.maxRepeated !== undefined && new RegExp(`(.)\\1{${rules.maxRepeated}}`, 's').test(password);
    if (password.length < rules.minLength || kinds < rules.kinds || repeated)
        throw new ApiError(400, 'PasswordStrengthError: Password is too weak', 'invalid_body');
}

function rulesOf({ options }: Connection): PasswordRules {
    const policy = options['passwordPolicy'];
    const rules = (typeof policy === 'string' ? POLICIES[policy] : undefined) ?? { minLength: 1, kinds: 0 };
    const complexity = options['password_complexity_options'] as { min_length?: unknown } | null | undefined;
    const minLength = complexity?.min_length;
    return typeof minLength === 'number' ? { ...rules, minLength } : rules;
}
