import { isOfConnection } from '../imports/of-connection.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { ConnectionEndpoint } from '../run/endpoints.ts';
import { emailKey } from '../users/email-key.ts';
import type { StayReason } from './staying-users.ts';

/** A user that may be deleted while it is as an export showed it; personal data. */
export interface UserToDelete {
    /** The full ID. */
    readonly userId: string;
    /** Undefined for one that has none. */
    readonly email: string | undefined;
    /** In ISO 8601: whoever has changed since stays. */
    readonly updatedAt: string | undefined;
}

/** Gives what a delete needs to know of a user. */
export function deletionOf(userId: string, { email, updated_at: updatedAt }: UserRecord): UserToDelete {
    return {
        userId,
        email: typeof email === 'string' && email !== '' ? emailKey(email) : undefined,
        updatedAt: typeof updatedAt === 'string' ? updatedAt : undefined,
    };
}

/**
 * Deletes one user of a connection, after a look at it in this moment: one that is not as it was seen stays.
 *
 * By address through the connection: no other call is sure to hit this user where another connection of the tenant has a user with the same
 * ID. A user without an address is deleted by ID, if nobody else in the tenant has it.
 *
 * @returns why it stays; undefined for one that this call deleted. One that is not found counts as changed: somebody may have deleted it, but
 * a new address or a link hides it in the same way.
 * @throws {MigrationError} what the tenant throws
 * @see https://community.auth0.com/t/109855
 */
export async function deleteSeenUser(
    { tenant, connection }: ConnectionEndpoint,
    { userId, email, updatedAt }: UserToDelete,
): Promise<StayReason | undefined> {
    if (email === undefined) {
        const profile = await tenant.findUserById(userId);
        if (profile === undefined) return 'CHANGED_SINCE';
        if (!isAlone(profile, connection.name)) return 'NO_SAFE_CALL';
        if (profile['updated_at'] !== updatedAt) return 'CHANGED_SINCE';
        // By search, which knows every connection of the tenant.
        if ((await tenant.countUsersOfId(userId)) !== 1) return 'NO_SAFE_CALL';
        await tenant.deleteUser(userId);
        return undefined;
    }
    const holders = (await tenant.findUsersByEmail(email)).filter((profile) =>
        isOfConnection(profile, connection.name),
    );
    const profile = holders.find((holder) => holder['user_id'] === userId);
    if (profile === undefined) return 'CHANGED_SINCE';
    if (holders.length > 1) return 'ADDRESS_NOT_UNIQUE';
    if (!isAlone(profile, connection.name)) return 'LINKED';
    if (profile['updated_at'] !== updatedAt) return 'CHANGED_SINCE';
    await tenant.deleteConnectionUser(connection.id, email);
    return undefined;
}

function isAlone(profile: UserRecord, connection: string): boolean {
    const { identities } = profile;
    return Array.isArray(identities) && identities.length === 1 && isOfConnection(profile, connection);
}
