import type { Connection } from '../entities.ts';
import { ApiError } from '../errors.ts';
import { ScriptError } from '../scripts/run-script.ts';
import { type ScriptName, type Scripts, scriptOf } from '../scripts/scripts.ts';
import type { UserStore } from '../user-store.ts';
import { findConflict } from '../users/conflicts.ts';
import { insertIdentity, type NewUser } from '../users/new-user.ts';
import { databaseMode } from './mode.ts';
import { readScriptProfile } from './script-profile.ts';

/**
 * Asks the Get User script of a custom database for a user; a connection without custom database or without that script knows no one.
 *
 * @throws {ApiError} 400 `auth0_idp_error` when the script fails
 */
export async function findLegacyUser(
    scripts: Scripts,
    connection: Connection,
    identifier: string,
    nowMs: number,
): Promise<(NewUser & { id: string }) | undefined> {
    if (databaseMode(connection) === 'auth0' || scriptOf(connection, 'get_user') === undefined) return undefined;
    return refusing(async () => readScriptProfile(await scripts.run(connection, 'get_user', [identifier]), nowMs));
}

/**
 * Runs a script whose result doesn't matter.
 *
 * @throws {ApiError} 400 `auth0_idp_error` when it fails
 */
export async function runLegacyScript(
    scripts: Scripts,
    connection: Connection,
    name: ScriptName,
    args: readonly unknown[],
): Promise<void> {
    await refusing(() => scripts.run(connection, name, args));
}

/**
 * Leaves what Auth0 leaves of a user whom it began to take over and could not: an identity row without a profile.
 *
 * @param email - in lower case
 */
export function leaveGhost(
    users: UserStore,
    connection: Connection,
    user: NewUser,
    email: string | undefined = user.email,
): void {
    if (email === undefined || findConflict(connection, { email }) !== undefined) return;
    const isIdFree = findConflict(connection, { id: user.id }) === undefined;
    insertIdentity(users, connection, {
        id: isIdFree ? user.id : undefined,
        email,
        gravatarHost: user.gravatarHost,
        password: undefined,
        createdAt: user.createdAt,
    });
}

async function refusing<T>(call: () => Promise<T>): Promise<T> {
    try {
        return await call();
    } catch (error) {
        throw error instanceof ScriptError ? new ApiError(400, error.message, 'auth0_idp_error') : error;
    }
}
