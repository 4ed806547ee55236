/** What becomes of a user's ID. */
export type UserIdPolicy =
    | { readonly policy: 'regenerate'; readonly rememberAs: string | false }
    | { readonly policy: 'retain'; readonly whenSameTenant?: 'refuse' | 'replace-source-users' | undefined }
    | { readonly policy: 'prefix'; readonly prefix: string; readonly rewrite: readonly string[] };

/** The `user_id` for an import file (undefined: Auth0 makes one), or why there is none. */
export type UserIdMapping = { readonly userId: string | undefined } | { readonly refused: string };

const DATABASE_PREFIX = 'auth0|';
const MAX_USER_ID_LENGTH = 255;

/**
 * Takes the prefix that Auth0 puts before the IDs of its databases off an ID.
 *
 * Auth0 puts it on again at the import, so an ID that kept it would become `auth0|auth0|...`.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-imports (read 2026-08-20)
 */
export function withoutDatabasePrefix(userId: string): string {
    return userId.startsWith(DATABASE_PREFIX) ? userId.slice(DATABASE_PREFIX.length) : userId;
}

/** Gives the full ID that Auth0 makes of the `user_id` of an import record. */
export function withDatabasePrefix(userId: string): string {
    return `${DATABASE_PREFIX}${userId}`;
}

/** Tells whether a full ID is one of a database connection. */
export function isDatabaseUserId(userId: string): boolean {
    return userId.startsWith(DATABASE_PREFIX);
}

/**
 * Maps the ID of a source user to the one that its import record carries.
 *
 * What stands behind `auth0|` is taken as it is, also with a prefix of a custom database and further pipes or slashes.
 *
 * @param sourceUserId - the full ID, `auth0|5dea9f9c82dd7c0e76e4ec93`
 * @returns the ID without its `auth0|` prefix, or the rule that it breaks
 * @see https://auth0.com/docs/api/management/v2/users/post-users (`user_id`: at most 255 characters, no white space)
 */
export function mapUserId(sourceUserId: string, policy: UserIdPolicy): UserIdMapping {
    if (policy.policy === 'regenerate') return { userId: undefined };
    const bare = withoutDatabasePrefix(sourceUserId);
    if (bare === '') return { refused: 'the ID is empty behind its prefix' };
    if (bare.startsWith(DATABASE_PREFIX)) return { refused: 'the ID would become auth0|auth0|...' };
    const userId = policy.policy === 'prefix' ? `${policy.prefix}${bare}` : bare;
    if (userId.length > MAX_USER_ID_LENGTH)
        return { refused: `the ID would be longer than ${MAX_USER_ID_LENGTH} characters` };
    if (/\s/.test(userId)) return { refused: 'the ID holds white space' };
    return { userId };
}

/** Gives the full ID that a user of the target had in the source, as far as its own ID tells it: where the policy put a prefix before it. */
export function unmappedId(targetUserId: string, policy: UserIdPolicy): string | undefined {
    if (policy.policy !== 'prefix') return undefined;
    const start = withDatabasePrefix(policy.prefix);
    return targetUserId.startsWith(start) ? withDatabasePrefix(targetUserId.slice(start.length)) : undefined;
}
