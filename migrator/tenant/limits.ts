/**
 * Bytes of one import request at most; more is answered with 413.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-imports (read 2026-08-20)
 */
export const MAX_IMPORT_REQUEST_BYTES = 512_000;

/**
 * Bytes kept free for the other parts of the multipart body (boundaries, headers, `connection_id`, `external_id`, flags).
 *
 * The limit's wording is that of a limit on the whole body, so the whole body is counted.
 */
const IMPORT_REQUEST_OVERHEAD_BYTES = 1_500;

/** Bytes of one import file at most, so that its request is not too large. */
export const MAX_IMPORT_FILE_BYTES = MAX_IMPORT_REQUEST_BYTES - IMPORT_REQUEST_OVERHEAD_BYTES;

/**
 * Import jobs that a tenant runs at once; a third request is refused, not queued.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-imports (read 2026-08-20)
 */
export const MAX_CONCURRENT_IMPORT_JOBS = 2;

/**
 * After this time Auth0 marks a pending import job as failed: 2 hours, in milliseconds.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-imports (read 2026-08-20)
 */
export const IMPORT_JOB_TIMEOUT_MS = 2 * 60 * 60 * 1000;

/**
 * Users a second that one import job takes in, to begin with: 400,000 an hour over two jobs, as Auth0's staff saw on
 * enterprise tenants. A run measures its own speed from its first job on.
 *
 * @see https://community.auth0.com/t/112785
 */
export const EXPECTED_USERS_PER_SECOND_AND_JOB = 55.6;

/**
 * The profile fields that an export job can deliver; at most 30 may be asked for.
 *
 * @see https://auth0.com/docs/manage-users/user-accounts/user-profiles/user-profile-structure (read 2026-08-20)
 */
export const EXPORTABLE_FIELDS = [
    'user_id',
    'email',
    'email_verified',
    'username',
    'phone_number',
    'phone_verified',
    'given_name',
    'family_name',
    'name',
    'nickname',
    'picture',
    'blocked',
    'user_metadata',
    'app_metadata',
    'identities',
    'created_at',
    'updated_at',
    'last_login',
    'last_ip',
    'logins_count',
    'last_password_reset',
    'multifactor',
] as const;

/**
 * Requests that any of these answers may be sent again: nothing of them has happened, or they are only read.
 *
 * 408 and 429 are refusals before the work; 5xx may have happened, so only a request that can be repeated is.
 */
export const RETRYABLE_STATUS_CODES: readonly number[] = [408, 429, 500, 502, 503, 504, 520, 522, 524];

/**
 * Users of one call that gives a role; Auth0 names no limit, and larger calls were never seen to be taken.
 *
 * @see https://auth0.com/docs/api/management/v2/roles/post-role-users (read 2026-06-25)
 */
export const MAX_ROLE_USERS_PER_CALL = 50;

/**
 * Users of one call that makes members of an organization.
 *
 * @see https://auth0.com/docs/manage-users/organizations/configure-organizations/assign-members (read 2026-08-20)
 */
export const MAX_MEMBERS_PER_CALL = 10;

/**
 * Calls of the Authentication API that the smallest plan takes in a minute; the larger ones take more.
 *
 * @see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/rate-limit-configurations/free-public (read 2026-11-26)
 */
export const AUTHENTICATION_CALLS_PER_MINUTE = 300;

/**
 * Entries of a list that is read by page numbers; a page behind them is refused.
 *
 * @see https://auth0.com/docs/manage-users/user-search/view-search-results-by-page (read 2026-06-25)
 */
export const MAX_LISTED = 1_000;

/**
 * How long an invitation into an organization can be open: 30 days, in seconds.
 *
 * @see https://auth0.com/docs/api/management/v2/organizations/post-invitations (read 2026-06-25)
 */
export const MAX_INVITATION_LIFETIME_S = 30 * 24 * 60 * 60;

/**
 * How many of each thing Auth0 takes.
 *
 * @see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/entity-limit-policy (read 2026-08-20)
 */
export const ENTITY_LIMITS = {
    rolesPerUser: 50,
    permissionsPerUser: 1_000,
    rolesPerMember: 50,
    membersPerOrganization: 100_000,
    connectionsPerOrganization: 10,
    rolesPerTenant: 1_000,
    permissionsPerRole: 1_000,
} as const;

/** Milliseconds after which the search is taken to show a change: Auth0 calls it eventually consistent, and names no time. */
export const SEARCH_LAG_MS = 10_000;
