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
 * @param mustBeProven - whether a hash of unknown age counts as outdated where the password was ever reset: the user is about to be deleted
 */
export function userHashOf(
    profile: UserRecord,
    found: SourcePasswordHash | undefined,
    { whenOutdated }: CheckedDefinition['passwords'],
    mustBeProven = false,
): UserHash {
    if (found?.hash === undefined || found.hash === null) {
        return { problem: 'PASSWORD_HASH_MISSING', detail: 'the source has no password hash for this user' };
    }
    const { last_password_reset: lastReset } = profile;
    const isOutdated = isOlderThanReset(lastReset, found.passwordSetAt, mustBeProven);
    const isUndated = typeof lastReset === 'string' && found.passwordSetAt === undefined;
    if (isOutdated && whenOutdated === 'missing') {
        return {
            problem: 'PASSWORD_HASH_OUTDATED',
            detail:
                mustBeProven && found.passwordSetAt === undefined
                    ? 'the user has set another password once, and the hash does not say when it was made'
                    : 'the user has set another password since the password hash export was made',
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
 * @param mustBeProven - whether a hash counts as older where one of the two times is not known
 */
export function isOlderThanReset(
    lastReset: unknown,
    passwordSetAt: number | string | undefined,
    mustBeProven: boolean,
): boolean {
    if (typeof lastReset !== 'string') return false;
    const setAt = typeof passwordSetAt === 'string' ? Date.parse(passwordSetAt) : (passwordSetAt ?? Number.NaN);
    const ageMs = Date.parse(lastReset) - setAt;
    return Number.isNaN(ageMs) ? mustBeProven : ageMs > SAME_RESET_MS;
}
