import type { Clock } from '../clock.ts';
import type { Connection, Identity } from '../entities.ts';
import { OAuthError } from '../errors.ts';
import { hashPassword, verifyPassword } from '../passwords.ts';
import { ScriptError } from '../scripts/run-script.ts';
import type { Scripts } from '../scripts/scripts.ts';
import type { TenantStore } from '../store.ts';
import { findConflict } from '../users/conflicts.ts';
import { insertUser, type NewUser } from '../users/new-user.ts';
import { leaveGhost } from './legacy-database.ts';
import { healGhost, readScriptProfile } from './script-profile.ts';

/** What a login on a custom database works with. */
export interface CustomLogin {
    store: TenantStore;
    scripts: Scripts;
    connection: Connection;
    identifier: string;
    password: string;
    clock: Clock;
}

/**
 * Takes a user over at login: with the password that was set for a ghost (a reset that was completed), else through the Login script. The user is
 * stored with a bcrypt hash of the password, and the script does not run for them again.
 *
 * @param ghost - the identity row with this identifier, which has no profile
 * @returns `undefined` for a wrong password
 * @throws {OAuthError} 403 `access_denied` when the script fails, or when the user collides with another
 */
export async function takeUserOver(login: CustomLogin, ghost: Identity | undefined): Promise<Identity | undefined> {
    const { store, connection, password, clock } = login;
    if (ghost?.password !== undefined && (await verifyPassword(ghost.password, password))) {
        const known = {
            email: ghost.email,
            gravatarHost: 's',
            password: ghost.password,
            createdAt: clock.now(),
        } as const;
        const profile = (await profileFrom(login, 'get_user', [login.identifier])) ?? known;
        if (ghost.profile === undefined) healGhost(store.users, ghost, profile);
        return ghost;
    }
    const user = await profileFrom(login, 'login', [login.identifier, password]);
    if (user === undefined) return undefined;
    const hash = { kind: 'bcrypt', hash: await hashPassword(password) } as const;
    const conflict = findConflict(connection, user);
    if (conflict === undefined) return insertUser(store.users, connection, { ...user, password: hash }).identities[0];
    const { identity } = conflict;
    if (conflict.key !== 'email' && conflict.key !== 'user_id') {
        leaveGhost(store.users, connection, user);
        throw new OAuthError(403, 'access_denied', `The ${conflict.key} of the user is in use already.`);
    }
    if (identity.profile === undefined) healGhost(store.users, identity, user);
    store.users.willChangeIdentity(identity);
    identity.password = hash;
    identity.passwordSetAt = clock.now();
    return identity;
}

/**
 * Lets the Login script decide, as each time while import mode is off. The profile is kept, the password is not.
 *
 * @returns `undefined` for a wrong password
 * @throws {OAuthError} 403 `access_denied` when the script fails, or when the user collides with another
 */
export async function askLegacyDatabase(login: CustomLogin): Promise<Identity | undefined> {
    const { store, connection } = login;
    const user = await profileFrom(login, 'login', [login.identifier, login.password]);
    if (user === undefined) return undefined;
    const known = connection.identities.byId.get(user.id);
    if (known?.profile !== undefined) return known;
    const conflict = findConflict(connection, user);
    if (conflict === undefined) return insertUser(store.users, connection, user).identities[0];
    if (conflict.identity.profile !== undefined)
        throw new OAuthError(403, 'access_denied', `The ${conflict.key} of the user is in use already.`);
    healGhost(store.users, conflict.identity, user);
    return conflict.identity;
}

async function profileFrom(
    { scripts, connection, clock }: CustomLogin,
    script: 'login' | 'get_user',
    args: readonly string[],
): Promise<(NewUser & { id: string }) | undefined> {
    try {
        return readScriptProfile(await scripts.run(connection, script, args), clock.now());
    } catch (error) {
        if (!(error instanceof ScriptError)) throw error;
        if (error.name === 'WrongUsernameOrPasswordError') return undefined;
        throw new OAuthError(403, 'access_denied', error.message);
    }
}
