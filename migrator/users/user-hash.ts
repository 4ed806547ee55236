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
    | { readonly field: PasswordHashField; readonly algorithm: string; readonly isOutdated: boolean }
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
    const isOutdated = isOlderThanReset(profile['last_password_reset'], found.passwordSetAt, mustBeProven);
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
    return { field: translation.field, algorithm: translation.algorithm, isOutdated };
}

function isOlderThanReset(
    lastReset: unknown,
    passwordSetAt: number | string | undefined,
    mustBeProven: boolean,
): boolean {
    if (typeof lastReset !== 'string') return false;
    const setAt = typeof passwordSetAt === 'string' ? Date.parse(passwordSetAt) : (passwordSetAt ?? Number.NaN);
    const ageMs = Date.parse(lastReset) - setAt;
    return Number.isNaN(ageMs) ? mustBeProven : ageMs > SAME_RESET_MS;
}
