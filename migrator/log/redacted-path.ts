/** Words of the API's own in the paths that this package calls; whatever else stands in a path is an ID or a name. */
const WORDS = new Set(
    (
        'api v2 oauth token dbconnections change_password tickets password-change clients connections enabled_connections errors export exports factors guardian identities ' +
        'invitations jobs logs members name organizations permissions resource-servers roles users users-by-email users-exports users-imports'
    ).split(' '),
);

/**
 * Gives a path of the API without its query and without IDs.
 *
 * @example `/api/v2/users/auth0%7C123/permissions` becomes `/api/v2/users/{id}/permissions`
 */
export function redactedPath(path: string): string {
    const [withoutQuery = ''] = path.split(/[?#]/);
    return withoutQuery
        .split('/')
        .map((part) => (part === '' || WORDS.has(part) ? part : '{id}'))
        .join('/');
}
