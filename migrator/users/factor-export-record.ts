import { withoutDatabasePrefix } from '../identity/user-id.ts';
import type { UserRecord } from '../records/user-record.ts';

/** One record of an MFA export, read. */
export interface FactorExportRecord {
    /** `user_id` behind `auth0|`. */
    readonly id: string;
    /** In the words of `mfa_factors`; empty where the record holds none that an import takes. */
    readonly factors: readonly unknown[];
}

/** Kinds of factors that no import takes. @see https://auth0.com/docs/manage-users/user-migration/bulk-user-imports (read 2026-08-20) */
const NOT_IMPORTABLE: ReadonlySet<unknown> = new Set(['recovery-code']);

/**
 * Reads one record of the MFA export that Auth0's support delivers.
 *
 * Its form is not documented. Two are taken: a user with `mfa_factors` as the bulk import documents them, and a factor a record with
 * `type` and `otp_secret`, as a sample shows that was published with a tool.
 *
 * @param record - one parsed line
 * @returns the problem in words where the record has another form
 * @see https://auth0.com/docs/secure/multi-factor-authentication/authenticate-using-ropg-flow-with-mfa/import-user-mfa-authenticator-enrollments (read 2026-11-26)
 * @see https://github.com/workos/migrate-auth0-users/blob/053a86e/example-mfa.json (read 2026-11-26)
 */
export function readFactorExportRecord({
    user_id: userId,
    mfa_factors: factors,
    type,
    otp_secret: secret,
}: UserRecord): FactorExportRecord | string {
    if (typeof userId !== 'string' || userId === '') return 'has no `user_id`';
    const id = withoutDatabasePrefix(userId);
    if (Array.isArray(factors)) return { id, factors: factors as unknown[] };
    if (type === 'otp' && typeof secret === 'string') return { id, factors: [{ totp: { secret } }] };
    if (NOT_IMPORTABLE.has(type)) return { id, factors: [] };
    return 'has neither a list `mfa_factors` nor the `otp_secret` of a factor of the type `otp`';
}
