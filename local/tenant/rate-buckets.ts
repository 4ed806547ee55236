/** The kinds of Management API calls that some plans count apart. */
export type RateBucket =
    | 'authentication-methods'
    | 'delete-users'
    | 'others'
    | 'read-clients'
    | 'read-connections'
    | 'read-logs'
    | 'read-organization-by-id'
    | 'read-organization-by-name'
    | 'read-organization-client-grants'
    | 'read-organization-connections'
    | 'read-organization-invitations'
    | 'read-organization-member-roles'
    | 'read-organization-members'
    | 'read-organizations'
    | 'read-users'
    | 'write-organization-client-grants'
    | 'write-organization-connections'
    | 'write-organization-member-roles'
    | 'write-organization-members'
    | 'write-organizations'
    | 'write-users';

type Access = readonly [reads: RateBucket | undefined, writes: RateBucket | undefined, deletes?: RateBucket];

// The first that fits. Auth0's tables link one endpoint for each kind; what hangs on a user is read as users are.
const ROUTES: readonly (readonly [path: RegExp, access: Access])[] = [
    [/^\/organizations$/, ['read-organizations', 'write-organizations']],
    [/^\/organizations\/name\//, ['read-organization-by-name', undefined]],
    [/^\/organizations\/:\w+$/, ['read-organization-by-id', 'write-organizations']],
    [/^\/organizations\/:\w+\/members$/, ['read-organization-members', 'write-organization-members']],
    [
        /^\/organizations\/:\w+\/members\/:\w+\/roles$/,
        ['read-organization-member-roles', 'write-organization-member-roles'],
    ],
    [
        /^\/organizations\/:\w+\/(?:enabled_)?connections/,
        ['read-organization-connections', 'write-organization-connections'],
    ],
    [/^\/organizations\/:\w+\/invitations/, ['read-organization-invitations', undefined]],
    [/^\/organizations\/:\w+\/client-grants/, ['read-organization-client-grants', 'write-organization-client-grants']],
    [/^\/users\/:\w+\/authentication-methods/, ['authentication-methods', 'authentication-methods']],
    [/^\/users(?:\/:\w+)?$/, ['read-users', 'write-users', 'delete-users']],
    [/^\/users\/:\w+\/(?:roles|permissions)$/, ['read-users', undefined]],
    [/^\/users-by-email$/, ['read-users', undefined]],
    [/^\/connections\/:\w+\/users$/, [undefined, undefined, 'delete-users']],
    [/^\/connections(?:\/:\w+(?:\/clients)?)?$/, ['read-connections', undefined]],
    [/^\/clients(?:\/:\w+)?$/, ['read-clients', undefined]],
    [/^\/logs/, ['read-logs', undefined]],
];

/**
 * Says what kind of call a route is for.
 *
 * @param path - without `/api/v2`, such as `/users/:id`
 * @see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/rate-limit-configurations (read 2026-08-20)
 */
export function rateBucketOf(method: string, path: string): RateBucket {
    const [reads, writes, deletes = writes] = ROUTES.find(([pattern]) => pattern.test(path))?.[1] ?? [];
    return (method === 'GET' ? reads : method === 'DELETE' ? deletes : writes) ?? 'others';
}
