import { isRecord } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { Connection, DatabaseScripts, Tenant } from '../tenant/tenant.ts';
import { emailKey } from '../users/email-key.ts';

/**
 * The port to a place where a Get User script can run, as the dashboard's Test button runs it.
 *
 * An implementation runs the source once, in a sandbox, with the arguments and then a callback.
 *
 * @returns what the script called back with: `null` or `undefined` for nobody
 * @throws {Error} when the script fails; the message may hold personal data
 */
export type RunScript = (source: string, args: readonly unknown[]) => Promise<unknown>;

/**
 * What Get User says of an address.
 *
 * - `not-asked`: nobody allowed to run it, or there is none
 * - `nobody`: it does not know the address
 * - `knows`: it gives a profile of this address
 * - `stale`: the profile that it gives has another address now, there or in Auth0
 * - `in-the-way`: the profile that it gives has a username or phone number that another user of the connection has
 * - `refuses`: it called back with a `ValidationError`, as generated scripts do for users who have yet to move
 * - `failed`: it threw, called back with another error, or took too long
 */
export type GetUserAnswer = 'not-asked' | 'nobody' | 'knows' | 'stale' | 'in-the-way' | 'refuses' | 'failed';

/**
 * Runs the Get User script of a connection for an address, and holds its answer against what Auth0 shows. It only reads.
 *
 * @throws {MigrationError} what the tenant throws
 */
export async function askGetUser(
    tenant: Tenant,
    connection: Connection,
    { scripts, hasScriptContext }: DatabaseScripts,
    email: string,
    runScript: RunScript | undefined,
): Promise<GetUserAnswer> {
    const source = scripts['get_user'];
    if (source === undefined || runScript === undefined) return 'not-asked';
    const context = hasScriptContext ? [{ connection: connection.name, connection_id: connection.id }] : [];
    let profile: unknown;
    try {
        profile = await runScript(source, [email, ...context]);
    } catch (error) {
        // Only its name is read: the words are the script's own and may quote the user.
        return error instanceof Error && error.name === 'ValidationError' ? 'refuses' : 'failed';
    }
    if (profile === null || profile === undefined) return 'nobody';
    if (!isRecord(profile)) return 'failed';
    if (typeof profile['email'] === 'string' && emailKey(profile['email']) !== emailKey(email)) return 'stale';
    const id = profile['user_id'];
    const known =
        typeof id === 'string' || typeof id === 'number' ? await tenant.findUserById(`auth0|${id}`) : undefined;
    if (known !== undefined && emailKey(String(known['email'])) !== emailKey(email)) return 'stale';
    return (await isInTheWay(tenant, connection, profile, email)) ? 'in-the-way' : 'knows';
}

async function isInTheWay(
    tenant: Tenant,
    connection: Connection,
    profile: UserRecord,
    email: string,
): Promise<boolean> {
    for (const field of ['username', 'phone_number'] as const) {
        const value = profile[field];
        if (typeof value !== 'string' || value === '') continue;
        const others = await tenant.searchUsers(connection.name, field, value);
        if (others.some((other) => emailKey(String(other['email'])) !== emailKey(email))) return true;
    }
    return false;
}
