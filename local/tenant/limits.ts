/** The largest body of `POST /jobs/users-imports`, in bytes. @see https://auth0.com/docs/api/management/v2/jobs/post-users-imports (read 2026-06-25) */
export const MAX_IMPORT_BYTES = 512_000;

/** Import jobs that may be pending in a tenant at one time. @see https://auth0.com/docs/manage-users/user-migration/bulk-user-imports (read 2026-08-20) */
export const MAX_ACTIVE_IMPORT_JOBS = 2;

/** An import that takes longer is marked `failed`. @see https://auth0.com/docs/manage-users/user-migration/bulk-user-imports (read 2026-08-20) */
export const IMPORT_TIMEOUT_MS = 2 * 60 * 60 * 1000;

/** How long a job and its errors can be read. @see https://auth0.com/docs/manage-users/user-migration/bulk-user-imports (read 2026-08-20) */
export const JOB_RETENTION_MS = 24 * 60 * 60 * 1000;

/** How long the link to an export is good. @see https://auth0.com/docs/manage-users/user-migration/bulk-user-exports (read 2026-08-20) */
export const EXPORT_LINK_LIFETIME_MS = 60 * 1000;

/** Fields of a CSV export. @see https://auth0.com/docs/manage-users/user-migration/bulk-user-exports (read 2026-08-20) */
export const MAX_CSV_EXPORT_FIELDS = 30;

/** Profile size that an import still takes, in bytes. @see https://auth0.com/docs/manage-users/user-accounts/user-profiles (read 2026-08-20) */
export const MAX_PROFILE_BYTES = 10 * 1024;

/** How far search results and offset lists can be paged. @see https://auth0.com/docs/manage-users/user-search/view-search-results-by-page (read 2026-08-20) */
export const MAX_PAGED_RECORDS = 1000;

/** Roles of one user. @see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/entity-limit-policy (read 2026-08-20), as the limits down to connections */
export const MAX_ROLES_PER_USER = 50;

/** Permissions given to one user directly, and permissions of one role. */
export const MAX_PERMISSIONS = 1000;

/** Roles of the tenant. */
export const MAX_ROLES = 1000;

/** Scopes of one API. */
export const MAX_SCOPES_PER_API = 1000;

/** Roles of one member of an organization. */
export const MAX_ROLES_PER_MEMBER = 50;

/** Members of an organization, and organizations of the tenant. */
export const MAX_ORGANIZATIONS_OR_MEMBERS = 100_000;

/** Connections of an organization. */
export const MAX_CONNECTIONS_PER_ORGANIZATION = 10;

/** Members in one `POST /organizations/{id}/members`. @see https://auth0.com/docs/manage-users/organizations/configure-organizations/assign-members (read 2026-08-20) */
export const MAX_MEMBERS_PER_CALL = 10;

/** Clients in one `PATCH /connections/{id}/clients`. Auth0's own deploy CLI sends no more. */
export const MAX_CLIENT_STATUS_CHANGES = 50;

/** Lifetime of access tokens, in seconds. @see https://auth0.com/docs/api/management/v2 (read 2026-08-20) */
export const ACCESS_TOKEN_LIFETIME_S = 86_400;

/** Refresh tokens of one user for one client; then the oldest goes. @see https://auth0.com/docs/secure/tokens/refresh-tokens (read 2026-08-20) */
export const MAX_REFRESH_TOKENS = 200;

/** Wrong passwords for one identifier from one address before it is blocked. @see https://auth0.com/docs/secure/attack-protection/brute-force-protection (read 2026-08-20) */
export const MAX_FAILED_LOGINS = 10;

/** Wrong passwords from one address, for whatever identifiers, before it is throttled. @see https://auth0.com/docs/secure/attack-protection/suspicious-ip-throttling (read 2026-11-26) */
export const MAX_THROTTLED_LOGINS = 100;

/** How long a throttled address waits for one more of these. @see https://auth0.com/docs/secure/attack-protection/suspicious-ip-throttling (read 2026-11-26) */
export const THROTTLED_LOGIN_MS = 864_000;

/** Sign-ups from one address before it is throttled. @see https://auth0.com/docs/secure/attack-protection/suspicious-ip-throttling (read 2026-11-26) */
export const MAX_THROTTLED_SIGN_UPS = 50;

/** How long a throttled address waits for one more of these. @see https://auth0.com/docs/secure/attack-protection/suspicious-ip-throttling (read 2026-11-26) */
export const THROTTLED_SIGN_UP_MS = 1_200;

/** How long the block of brute-force protection lasts. @see https://auth0.com/docs/secure/attack-protection/brute-force-protection (read 2026-08-20) */
export const LOGIN_BLOCK_MS = 30 * 24 * 60 * 60 * 1000;

/** How long the link of a password reset that was asked for on the login page is good. @see https://auth0.com/docs/authenticate/database-connections/password-change (read 2026-08-20) */
export const MAILED_RESET_TTL_MS = 5 * 24 * 60 * 60 * 1000;

/** How long an authorization code is good: the most that RFC 6749 (4.1.2) recommends. */
export const AUTHORIZATION_CODE_LIFETIME_MS = 10 * 60 * 1000;

/** How long a login page can be used. Chosen: an hour. */
export const LOGIN_PAGE_LIFETIME_MS = 60 * 60 * 1000;
