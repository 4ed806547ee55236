/**
 * The kinds of log events that the tenant writes.
 *
 * @see https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes (read 2026-08-20)
 */
export type LogEventType =
    /** A call of the Management API that wrote something. */
    | 'sapi'
    /** One that was refused. */
    | 'fapi'
    /** Users imported, or not. */
    | 'sui'
    | 'fui'
    /** A login. */
    | 's'
    /** A login that failed for another reason than the next two. */
    | 'f'
    /** A wrong password, or an imported hash that can't be verified. */
    | 'fp'
    /** A login with an address or name that no one has. */
    | 'fu'
    /** An address that is blocked after too many wrong passwords, for one name or for several. */
    | 'limit_wc'
    | 'limit_mu'
    /** A sign-up, and one that was refused. */
    | 'ss'
    | 'fs'
    /** A client's token, and one that was refused. */
    | 'seccft'
    | 'feccft'
    /** A password that was asked to be reset, and one that was; in vain. */
    | 'scpr'
    | 'scp'
    | 'fcpr'
    | 'fcp'
    /** A refresh token that was exchanged, or not. */
    | 'sertft'
    | 'fertft'
    /** Too many calls. */
    | 'api_limit'
    /** Users of a connection removed, and a user. */
    | 'sdu';
