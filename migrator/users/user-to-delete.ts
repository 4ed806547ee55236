import type { UserRecord } from '../records/user-record.ts';
import { emailKey } from './email-key.ts';

/** A user that may be deleted while it is as an export showed it; personal data. */
export interface UserToDelete {
    /** The full ID. */
    readonly userId: string;
    /** Undefined for one that has none. */
    readonly email: string | undefined;
    /** In ISO 8601: a user that has changed since stays. */
    readonly updatedAt: string | undefined;
    /** When the password was reset last, in ISO 8601; undefined where it never was. */
    readonly passwordResetAt: string | undefined;
}

/** Tells whether a profile shows second factors that its user has enrolled. */
export function showsFactors({ multifactor }: UserRecord): boolean {
    return Array.isArray(multifactor) && multifactor.length > 0;
}

/** Gives what a delete needs to know of a user. */
export function deletionOf(userId: string, profile: UserRecord): UserToDelete {
    const { email, updated_at: updatedAt, last_password_reset: passwordResetAt } = profile;
    return {
        userId,
        email: typeof email === 'string' && email !== '' ? emailKey(email) : undefined,
        updatedAt: typeof updatedAt === 'string' ? updatedAt : undefined,
        passwordResetAt: typeof passwordResetAt === 'string' ? passwordResetAt : undefined,
    };
}
