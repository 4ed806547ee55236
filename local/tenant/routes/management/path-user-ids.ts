import { invalidUri } from '../../errors.ts';
import { schemaProblems } from '../../schema.ts';

const USER_ID = /\/(?:users|user-blocks|members)\/:(\w+)/;

/**
 * Makes sure that a path names a user with the provider, whether there is such a user or not.
 *
 * @param url - the route's, such as `/users/:id/roles`
 * @throws {ApiError} 400 `invalid_uri` for an ID such as `abc`: a program that cuts `auth0|` off would delete nobody and be told 204
 * @see https://auth0.com/docs/api/management/v2/users/delete-users-by-id (read 2026-08-20)
 */
export function requireUserIds(url: string, params: Readonly<Record<string, string>>): void {
    const name = USER_ID.exec(url)?.[1] ?? '';
    const id = params[name];
    if (id === undefined) return;
    const [problem] = schemaProblems({ type: 'string', format: 'user-id' }, id);
    if (problem === undefined) return;
    const property = name === 'userId' ? 'user_id' : name;
    throw invalidUri(`Path validation error: '${problem.message}' on property ${property}.`);
}
