/** Calls that Auth0 counts together on plans that limit by endpoint. */
export type RateGroup =
    | 'read-users'
    | 'write-users'
    | 'delete-users'
    | 'read-connections'
    | 'read-clients'
    | 'organization-members'
    | 'write-organization-members'
    | 'write-organization-member-roles'
    | 'others';

/**
 * Says with which other calls a call of the Management API is counted.
 *
 * @param path - of the URL, with or without `/api/v2`
 * @see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/rate-limit-configurations (read 2026-08-20)
 */
export function rateGroupOf(method: string, path: string): RateGroup {
    const [resource = '', id, child, , grandchild] = path
        .replace(/^\/api\/v2/, '')
        .replace(/^\//, '')
        .split('/');
    const isRead = method === 'GET';
    if (resource === 'users-by-email') return 'read-users';
    if (resource === 'users' && child === undefined) {
        return isRead ? 'read-users' : method === 'DELETE' ? 'delete-users' : 'write-users';
    }
    if (resource === 'connections') {
        if (method === 'DELETE' && child === 'users') return 'delete-users';
        if (isRead && child === undefined) return 'read-connections';
    }
    if (resource === 'clients' && isRead && child === undefined) return 'read-clients';
    if (resource === 'organizations' && id !== undefined && child === 'members') {
        if (isRead) return 'organization-members';
        return grandchild === 'roles' ? 'write-organization-member-roles' : 'write-organization-members';
    }
    return 'others';
}
