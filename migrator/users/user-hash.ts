import type { CheckedDefinition } from '../definition.ts';
import type { UserRecord } from '../records/user-record.ts';
import { type PasswordHashDescription, type PasswordHashField, translatePasswordHash } from './password-hash.ts';
import type { ExclusionReason } from './user-fate.ts';

/** A hash as a source has it, with what is known of it. */
export interface SourcePasswordHash {
    /** A text, or an object shaped like `custom_password_hash`. */
    readonly hash: unknown;
    /** When the password was set: milliseconds since the Unix epoch, or a date as text. */
    readonly passwordSetAt?: number | string | undefined;
    /** What the hash does not tell itself. */
    readonly description?: PasswordHashDescription | undefined;
}

/** The hash of a user as the import file carries it, or why there is none. */
export type UserHash =
    | {
          readonly field: PasswordHashField;
          readonly algorithm: string;
          readonly isOutdated: boolean;
          /** Whether the user has set a password once, and nothing says if the hash is of that one. */
          readonly isUndated: boolean;
      }
    | { readonly problem: ExclusionReason; readonly detail: string };

// The two times are of one reset, and are written one after the other.
const SAME_RESET_MS = 60_000;

/**
 * Finds what of a user's password can go.
 *
 * @param profile - the user's profile; its `last_password_reset` tells whether the hash is the current one
 */
export function userHashOf(
    profile: UserRecord,
    found: SourcePasswordHash | undefined,
    { whenOutdated }: CheckedDefinition['passwords'],
): UserHash {
    if (found?.hash === undefined || found.hash === null) {
        return { problem: 'PASSWORD_HASH_MISSING', detail: 'the source has no password hash for this user' };
    }
    const { last_password_reset: lastReset } = profile;
    const isOutdated = isOlderThanReset(lastReset, found.passwordSetAt);
    const isUndated = typeof lastReset === 'string' && found.passwordSetAt === undefined;
    if (isOutdated && whenOutdated === 'missing') {
        return {
            problem: 'PASSWORD_HASH_OUTDATED',
            detail: 'the user has set another password since the password hash export was made',
        };
    }
    const translation = translatePasswordHash(found.hash, found.description);
    if (!translation.ok) return { problem: translation.reason, detail: translation.message };
    return { field: translation.field, algorithm: translation.algorithm, isOutdated, isUndated };
}

/**
 * Tells whether a hash is of a password that its user has replaced since.
 *
 * @param lastReset - of the user's profile, in ISO 8601
 */
export function isOlderThanReset(lastReset: unknown, passwordSetAt: number | string | undefined): boolean {
    if (typeof lastReset !== 'string' || passwordSetAt === undefined) return false;
    const setAt = typeof passwordSetAt === 'string' ? Date.parse(passwordSetAt) : passwordSetAt;
    // False, too, where either is no date.
    return Date.parse(lastReset) - setAt > SAME_RESET_MS;
}
