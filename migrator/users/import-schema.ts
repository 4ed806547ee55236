import { customPasswordHashProblems } from './import-custom-password-hash.ts';
import { checkMetadata, checkReservedKeys } from './import-metadata.ts';
import { checkMfaFactors } from './import-mfa-factors.ts';
import type { ImportProblem, ReportProblem } from './import-problem.ts';
import { CHECKS_OF_TEXT } from './import-profile-fields.ts';
import type { OldIdSearch } from './old-id-references.ts';

export { IMPORT_PROBLEM_CODES, type ImportProblem, type ImportProblemCode } from './import-problem.ts';

/**
 * Lists the properties that a user in an import file may have: the schema is closed.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-import-schema (read 2026-11-21)
 */
export const IMPORTABLE_FIELDS = [
    'email',
    'email_verified',
    'phone_number',
    'phone_verified',
    'user_id',
    'username',
    'given_name',
    'family_name',
    'name',
    'nickname',
    'picture',
    'blocked',
    'password_hash',
    'custom_password_hash',
    'app_metadata',
    'user_metadata',
    'mfa_factors',
] as const;

/**
 * Bounds a profile in bytes of JSON in UTF-8; hashes and factors are kept elsewhere and do not count.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-imports (`PROFILE_SIZE_EXCEEDED`, read 2026-08-20)
 */
export const MAX_PROFILE_BYTES = 10 * 1024;

// A character takes three bytes of UTF-8 or six of an escape; the fields but metadata and picture are short by their own rules.
const MAX_BYTES_PER_CHARACTER = 6;
const KNOWN_NAME = /^[\w-]{1,64}$/;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Lists every rule of the bulk import that a user breaks and that can be known before Auth0 is asked.
 *
 * It does as little as it can for a user without problems: millions pass through it.
 *
 * @param user - the record as it will stand in the import file; a field that is `undefined` is absent
 * @param oldId - is shown every text in the metadata
 * @returns an empty list when the user can be imported
 */
export function importUserProblems(user: unknown, oldId?: OldIdSearch): ImportProblem[] {
    const problems: ImportProblem[] = [];
    const report: ReportProblem = (path, code, message) => {
        problems.push({ path, code, message });
    };
    if (!isFields(user)) {
        report('', 'NOT_AN_OBJECT', 'Expected the user to be a JSON object');
        return problems;
    }
    let maxBytes = 0;
    for (const name in user) {
        const value = user[name];
        if (value !== undefined) maxBytes += checkProperty(name, value, report, oldId);
    }
    if (!Object.hasOwn(user, 'email') || user['email'] === undefined)
        report('email', 'EMAIL_MISSING', 'Expected `email` to be there');
    if (user['password_hash'] !== undefined && user['custom_password_hash'] !== undefined) {
        const message = 'Expected either `password_hash` or `custom_password_hash`, got both';
        report('custom_password_hash', 'PASSWORD_HASH_TWICE', message);
    }
    // The exact size costs a second serialization, so it is taken of the few users that could be too large.
    if (maxBytes > MAX_PROFILE_BYTES && profileBytes(user) > MAX_PROFILE_BYTES) {
        report('', 'PROFILE_TOO_LARGE', `Expected the profile to have at most ${MAX_PROFILE_BYTES} bytes of JSON`);
    }
    return problems;
}

// Returns an upper bound of what the property adds to the profile, in bytes.
function checkProperty(name: string, value: unknown, report: ReportProblem, oldId: OldIdSearch | undefined): number {
    switch (name) {
        case 'email':
        case 'phone_number':
        case 'user_id':
        case 'username':
        case 'given_name':
        case 'family_name':
        case 'name':
        case 'nickname':
        case 'picture':
        case 'password_hash':
            if (typeof value !== 'string') return reportType(name, 'a string', report);
            CHECKS_OF_TEXT[name](value, report);
            return name === 'password_hash' ? 0 : (name.length + value.length) * MAX_BYTES_PER_CHARACTER;
        case 'email_verified':
        case 'phone_verified':
        case 'blocked':
            return typeof value === 'boolean' ? name.length * 2 : reportType(name, '`true` or `false`', report);
        case 'app_metadata':
        case 'user_metadata':
            if (!isFields(value)) return reportType(name, 'an object', report);
            if (name === 'app_metadata') checkReservedKeys(value, report);
            return checkMetadata(name, value, report, oldId);
        case 'custom_password_hash':
            for (const { path, message } of customPasswordHashProblems(value)) {
                report(path, 'CUSTOM_PASSWORD_HASH_INVALID', `${message} in \`${path}\``);
            }
            return 0;
        case 'mfa_factors':
            checkMfaFactors(value, report);
            return 0;
        default: {
            // A name that is no word may be anything, also somebody's address: it does not go into a message.
            const shown = KNOWN_NAME.test(name) ? name : '(a name that is not a word)';
            report(
                shown,
                'PROPERTY_NOT_ALLOWED',
                `Expected no property but Auth0's ${IMPORTABLE_FIELDS.length}, got ${shown}`,
            );
            return 0;
        }
    }
}

function reportType(name: string, expected: string, report: ReportProblem): number {
    report(name, 'WRONG_TYPE', `Expected \`${name}\` to be ${expected}`);
    return 0;
}

function profileBytes(user: Fields): number {
    // Hostile metadata is nested so deeply that to write it takes the square of its depth: it is told by counting.
    if (isLargerThan(MAX_PROFILE_BYTES, [user['app_metadata'], user['user_metadata']])) return Number.POSITIVE_INFINITY;
    const profile = { ...user, password_hash: undefined, custom_password_hash: undefined, mfa_factors: undefined };
    try {
        return Buffer.byteLength(JSON.stringify(profile));
    } catch {
        // Nested deeper than the engine can write, or within itself; both are more than any limit.
        return Number.POSITIVE_INFINITY;
    }
}

// Counts no more than every JSON of the values has: the brackets, and a byte for each thing in them.
function isLargerThan(maxBytes: number, values: readonly unknown[]): boolean {
    const pending = [...values];
    let bytes = 0;
    while (pending.length > 0 && bytes <= maxBytes) {
        const value = pending.pop();
        bytes += typeof value === 'string' ? value.length + 2 : typeof value === 'object' ? 2 : 1;
        if (typeof value !== 'object' || value === null) continue;
        for (const inner of Object.values(value)) pending.push(inner);
    }
    return bytes > maxBytes;
}

function isFields(value: unknown): value is Fields {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
