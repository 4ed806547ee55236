import type { RejectedUser } from './rejected-user.ts';

/**
 * Codes that a second try would bring again: they are about the record, or about who is there.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-imports (read 2026-08-20)
 */
const PERMANENT: ReadonlySet<string> = new Set([
    'ANY_OF_MISSING',
    'ARRAY_LENGTH_LONG',
    'ARRAY_LENGTH_SHORT',
    'CONFLICT',
    'CONFLICT_EMAIL',
    'CONFLICT_USERNAME',
    'CONNECTION_NOT_FOUND',
    'DUPLICATED_USER',
    'ENUM_MISMATCH',
    'FORMAT',
    'INVALID_FORMAT',
    'INVALID_TYPE',
    'MAXIMUM',
    'MAX_LENGTH',
    'MINIMUM',
    'MIN_LENGTH',
    'NOT_PASSED',
    'OBJECT_ADDITIONAL_PROPERTIES',
    'OBJECT_MISSING_REQUIRED_PROPERTY',
    'OBJECT_REQUIRED',
    'PATTERN',
    'PROFILE_SIZE_EXCEEDED',
]);

/** Tells whether Auth0 would refuse a user again for the same reason. */
export function isPermanent({ codes }: RejectedUser): boolean {
    return codes.some((code) => PERMANENT.has(code));
}
