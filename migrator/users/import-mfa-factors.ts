import type { UserRecord } from '../records/user-record.ts';
import { FACTOR_KINDS, type FactorKind } from '../run-store/ledger.ts';
import { isEmailAddress } from './import-email.ts';
import type { ReportProblem } from './import-problem.ts';

const MAX_FACTORS = 10;
const TOTP_SECRET = /^[A-Z2-7]+$/;
const PHONE_NUMBER = /^\+[0-9]{1,15}$/;

const FACTORS = {
    totp: {
        property: 'secret',
        rule: 'base32 without padding (A-Z, 2-7)',
        isValid: (text: string) => TOTP_SECRET.test(text),
    },
    phone: { property: 'value', rule: 'a phone number in E.164', isValid: (text: string) => PHONE_NUMBER.test(text) },
    email: { property: 'value', rule: 'an e-mail address', isValid: isEmailAddress },
} as const;

/**
 * Checks `mfa_factors`: one to ten objects, each with exactly one of `totp`, `phone` and `email`.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-import-schema (read 2026-11-21)
 */
export function checkMfaFactors(factors: unknown, report: ReportProblem): void {
    if (!Array.isArray(factors)) {
        report('mfa_factors', 'WRONG_TYPE', 'Expected `mfa_factors` to be an array');
        return;
    }
    if (factors.length < 1 || factors.length > MAX_FACTORS) {
        report(
            'mfa_factors',
            'MFA_FACTORS_INVALID',
            `Expected \`mfa_factors\` to have 1 to ${MAX_FACTORS} items, got ${factors.length}`,
        );
        return;
    }
    factors.forEach((factor: unknown, index) => {
        const problem = problemOfFactor(factor);
        if (problem)
            report(`mfa_factors[${index}]`, 'MFA_FACTORS_INVALID', `Expected \`mfa_factors[${index}]\` to ${problem}`);
    });
}

/** Gives the kinds of second factors that a user brings, each once. */
export function factorKindsOf({ mfa_factors: factors }: UserRecord): FactorKind[] {
    if (!Array.isArray(factors)) return [];
    return FACTOR_KINDS.filter((kind) => factors.some((factor) => isFields(factor) && Object.hasOwn(factor, kind)));
}

function problemOfFactor(factor: unknown): string | undefined {
    if (!isFields(factor)) return 'be an object';
    const [name, ...others] = Object.keys(factor);
    if (others.length > 0 || (name !== 'totp' && name !== 'phone' && name !== 'email')) {
        return 'have exactly one of `totp`, `phone` and `email`';
    }
    const { property, rule, isValid } = FACTORS[name];
    const details = factor[name];
    if (!isFields(details) || Object.keys(details).length !== 1 || typeof details[property] !== 'string') {
        return `have \`${name}.${property}\`, and nothing else in \`${name}\``;
    }
    return isValid(details[property]) ? undefined : `have ${rule} in \`${name}.${property}\``;
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
