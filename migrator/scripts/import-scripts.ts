/** Names of custom database scripts as Auth0 has them. */
export type DatabaseScriptName =
    | ('login' | 'get_user' | 'create' | 'verify' | 'change_password' | 'delete')
    | ('change_email' | 'change_username' | 'change_phone_number');

/** The two scripts of import mode, as text. */
export interface ImportScripts {
    readonly login: string;
    readonly get_user: string;
}

/**
 * What Get User says of somebody who is in the source and has not moved yet.
 *
 * - `refuse`: an error that says to log in. Nobody can sign up with the address, and no ghost can come about; a password can't be reset
 *   before the first login.
 * - `answer`: the profile. A password can be reset before the first login, and a user who does not log in afterwards is a ghost, as is one who
 *   signs up with the address.
 */
export type BeforeFirstLogin = 'refuse' | 'answer';

/** What all generated scripts have in common. */
export interface ScriptPolicy {
    /**
     * Put before the source's ID; a connection's name and `|` keeps IDs apart where two connections of a tenant have the same.
     *
     * @default ''
     */
    readonly idPrefix?: string;
    /** @default 'refuse' */
    readonly beforeFirstLogin?: BeforeFirstLogin;
    /**
     * What somebody reads who signs up or resets a password before their first login, where Get User refuses.
     *
     * @default 'This account exists. Log in with its password.'
     */
    readonly refusal?: string;
    /**
     * Milliseconds after which a script gives up; Auth0 stops it after 20,000.
     *
     * @default 15000
     */
    readonly timeLimitMs?: number;
    /**
     * The connection that users move into, where Login is to look whether somebody else has the username or phone number already: Auth0 would begin to
     * move the user, fail, and keep a ghost. The scripts read `TARGET_CLIENT_ID` and `TARGET_CLIENT_SECRET` in `configuration`.
     *
     * @default nobody looks
     */
    readonly target?: { readonly domain: string; readonly connection: string };
    /**
     * Whether the connection has script context: Auth0 then calls its scripts with one argument more, before the callback.
     *
     * @default false
     */
    readonly hasContext?: boolean;
}
