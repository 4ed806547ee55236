import assert from 'node:assert/strict';
import type { Person, Profile, WorldSide } from './open-world.ts';

/** Lists the users of a connection with the official SDK, up to 1,000. */
export async function usersIn({ tenant, connection }: WorldSide): Promise<Profile[]> {
    const found: Profile[] = [];
    for (let page = 0; page < 10; page += 1) {
        const q = `identities.connection:"${connection}"`;
        const { data } = await tenant.management.users.list({ q, page, per_page: 100 });
        found.push(...(data as unknown as Profile[]));
        if (data.length < 100) break;
    }
    return found;
}

/** Finds the one user of an address. */
export async function userOf(side: WorldSide, email: string): Promise<Profile> {
    const found = await side.tenant.management.users.listUsersByEmail({ email });
    const profile = found[0] as unknown as Profile | undefined;
    assert.ok(profile && found.length === 1, `${found.length} users have this address`);
    return profile;
}

/** Tells whether anybody has an address. */
export async function isThere(side: WorldSide, email: string): Promise<boolean> {
    return (await side.tenant.management.users.listUsersByEmail({ email })).length > 0;
}

/** Tells whether a log-in succeeds. */
export async function canLogIn({ tenant, connection }: WorldSide, email: string, password: string): Promise<boolean> {
    return (await tenant.logIn(connection, email, password)).status === 200;
}

/** Changes a user by its ID. */
export async function change({ tenant }: WorldSide, userId: string, fields: object): Promise<void> {
    const answer = await tenant.call('PATCH', `/api/v2/users/${encodeURIComponent(userId)}`, fields);
    assert.equal(answer.status, 200, await answer.text());
}

/** Deletes a user by its ID. */
export async function remove({ tenant }: WorldSide, userId: string): Promise<void> {
    const answer = await tenant.call('DELETE', `/api/v2/users/${encodeURIComponent(userId)}`);
    assert.equal(answer.status, 204);
}

/** Makes a user as an administrator does. */
export async function create({ tenant, connection }: WorldSide, fields: object): Promise<Profile> {
    const answer = await tenant.call('POST', '/api/v2/users', { connection, ...fields });
    assert.equal(answer.status, 201, await answer.clone().text());
    return (await answer.json()) as Profile;
}

/** Signs up as anybody may: the address is not verified, and no app metadata is taken. */
export async function signUp({ tenant, connection }: WorldSide, fields: object): Promise<void> {
    const answer = await tenant.fetch(`https://${tenant.domain}/dbconnections/signup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ client_id: tenant.clientId, connection, ...fields }),
    });
    assert.equal(answer.status, 200, await answer.text());
}

/** Gives the old IDs that a user of the target is remembered by. */
export function oldIdsOf(profile: Profile): string[] {
    const { previous_user_id: remembered } = (profile['app_metadata'] ?? {}) as { previous_user_id?: unknown };
    return (Array.isArray(remembered) ? remembered : [remembered]).filter((id) => typeof id === 'string');
}

/**
 * Asserts that each person of the source is in the target exactly once by identity, with its password, and that nobody else is.
 *
 * @param strangers - how many others the target has
 */
export async function assertEachOnce(side: WorldSide, persons: readonly Person[], strangers = 0): Promise<void> {
    const users = await usersIn(side);
    for (const { user_id: id, email, password } of persons) {
        const found = users.filter((user) => oldIdsOf(user).includes(`auth0|${id}`));
        assert.equal(found.length, 1, `${found.length} users of the target are ${id}`);
        const [user] = found;
        assert.equal(user?.email, email.toLowerCase(), `the address of ${id}`);
        if (password === undefined || user['blocked'] === true) continue;
        assert.equal(await canLogIn(side, email, password), true, `${id} logs in with its password`);
    }
    assert.equal(users.length, persons.length + strangers, 'users of the target');
}
