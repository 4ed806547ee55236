import { invalidUri } from '../../errors.ts';
import { schemaProblems } from '../../schema.ts';

const USER_ID = /\/(?:users|user-blocks|members)\/:(\w+)/;

/** Finds the user that a path is about, and the name of the parameter. */
export function pathUserId(
    url: string,
    params: Readonly<Record<string, string>>,
): { name: string; id: string } | undefined {
    const name = USER_ID.exec(url)?.[1] ?? '';
    const id = params[name];
    return id === undefined ? undefined : { name, id };
}

/**
 * Makes sure that a path names a user with the provider, whether there is such a user or not.
 *
 * @param url - the route's, such as `/users/:id/roles`
 * @throws {ApiError} 400 `invalid_uri` for an ID such as `abc`: a program that cuts `auth0|` off would delete nobody and be told 204
 * @see https://auth0.com/docs/api/management/v2/users/delete-users-by-id (read 2026-08-20)
 */
export function requireUserIds(url: string, params: Readonly<Record<string, string>>): void {
    const found = pathUserId(url, params);
    if (found === undefined) return;
    const [problem] = schemaProblems({ type: 'string', format: 'user-id' }, found.id);
    if (problem === undefined) return;
    const property = found.name === 'userId' ? 'user_id' : found.name;
    throw invalidUri(`Path validation error: '${problem.message}' on property ${property}.`);
}
