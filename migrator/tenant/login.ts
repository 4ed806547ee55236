/**
 * What Auth0 answers to a login by password.
 *
 * - `accepted`: the password is right; also where a second factor is asked for behind it
 * - `refused`: no such user, or another password, or a hash that Auth0 cannot verify; nobody can tell these apart
 * - `blocked`: the user is blocked, or its address after too many wrong passwords
 * - `not-allowed`: the client may not log users in by password, or not through this connection
 */
export type LoginAnswer = 'accepted' | 'refused' | 'blocked' | 'not-allowed';

/**
 * The port to the login of one connection of the target, for accounts that were made to be logged in with.
 *
 * A login counts in the user's profile, and turns an imported hash into one of Auth0's own.
 *
 * @throws `TENANT_UNREACHABLE` (retryable)
 */
export type LogIn = (identifier: string, password: string) => Promise<LoginAnswer>;
