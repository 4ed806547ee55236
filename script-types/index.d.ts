/**
 * What Auth0's sandbox gives to custom database scripts, for editors. Begin a script with
 * `/// <reference types="auth0-user-migration/script-types" />`.
 *
 * @see https://auth0.com/docs/authenticate/database-connections/custom-db/templates (read 2026-11-26)
 */

/** The connection's `configuration`, in clear. */
declare const configuration: Readonly<Record<string, string>>;

/** A wrong password, or nobody: counted by brute-force protection. The ID makes the tenant log name the user. */
declare class WrongUsernameOrPasswordError extends Error {
    constructor(userId?: string, message?: string);
}

/** A sign-up that cannot be: `new ValidationError('user_exists', 'There is such a user.')`. */
declare class ValidationError extends Error {
    constructor(code: string, message?: string);
}

/** An error whose message the user reads. */
declare class UnauthorizedError extends Error {
    constructor(message?: string);
}

declare namespace Auth0Scripts {
    /** A user as Login and Get User give it. */
    interface Profile {
        /** The same at every call, and unique in the tenant. */
        user_id: string | number;
        email?: string;
        email_verified?: boolean;
        username?: string;
        phone_number?: string;
        phone_verified?: boolean;
        name?: string;
        nickname?: string;
        given_name?: string;
        family_name?: string;
        picture?: string;
        blocked?: boolean;
        user_metadata?: object;
        app_metadata?: object;
        mfa_factors?: readonly object[];
    }

    /** A user as Create is given it. */
    interface NewUser {
        email: string;
        username?: string;
        phone_number?: string;
        /** In clear: never log it. */
        password: string;
        tenant: string;
        client_id: string;
        connection: string;
        user_metadata?: object;
        app_metadata?: object;
    }

    type Done = (error?: Error | null) => void;
    type ProfileCallback = (error: Error | null, profile?: Profile | null) => void;

    /** Calls back a profile, or `WrongUsernameOrPasswordError`. */
    type Login = (identifier: string, password: string, callback: ProfileCallback) => unknown;
    /** Calls back a profile, or `null` for nobody. */
    type GetUser = (identifier: string, callback: ProfileCallback) => unknown;
    type Create = (user: NewUser, callback: Done) => unknown;
    type Verify = (email: string, callback: (error: Error | null, isVerified?: boolean) => void) => unknown;
    type ChangePassword = (
        email: string,
        newPassword: string,
        callback: (error: Error | null, isChanged?: boolean) => void,
    ) => unknown;
    type Delete = (userId: string, callback: Done) => unknown;
    type ChangeEmail = (
        email: string,
        newEmail: string,
        isVerified: boolean,
        callback: (error: Error | null, isChanged?: boolean) => void,
    ) => unknown;
}
