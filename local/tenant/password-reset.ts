import type { Identity } from './entities.ts';

/** A password reset that was begun and is neither completed nor too old. */
export interface PasswordReset {
    readonly ticket: string;
    readonly identity: Identity;
    /** Milliseconds since 1970, as below. */
    readonly createdAt: number;
    readonly expiresAt: number;
    readonly marksEmailVerified: boolean;
    readonly resultUrl: string | undefined;
    /** The address that Auth0 would have sent the link to; absent for tickets of the Management API. */
    readonly mailedTo: string | undefined;
}
