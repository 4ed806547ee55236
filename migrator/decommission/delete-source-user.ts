import type { UserRecord } from '../records/user-record.ts';
import type { ConnectionEndpoint } from '../run/endpoints.ts';
import type { DeletableUser } from './list-deletable.ts';
import type { StayReason } from './staying-users.ts';

/**
 * Deletes one user of the source that is in the target, after a look at it in this moment.
 *
 * By address through the connection: no other call is sure to hit this user where another connection of the tenant has a user with the same
 * ID. A user without an address is deleted by ID, if nobody else in the tenant has it.
 *
 * @returns why it stays; undefined for one that is gone, also if somebody else has deleted it
 * @throws {MigrationError} what the tenant throws
 * @see https://community.auth0.com/t/109855
 */
export async function deleteSourceUser(
    { tenant, connection }: ConnectionEndpoint,
    { userId, email, updatedAt }: DeletableUser,
): Promise<StayReason | undefined> {
    if (email === undefined) {
        const profile = await tenant.findUserById(userId);
        if (profile === undefined) return undefined;
        if (!isAlone(profile, connection.name)) return 'NO_SAFE_CALL';
        if (profile['updated_at'] !== updatedAt) return 'CHANGED_SINCE';
        // By search, which knows every connection of the tenant.
        if ((await tenant.countUsersOfId(userId)) !== 1) return 'NO_SAFE_CALL';
        await tenant.deleteUser(userId);
        return undefined;
    }
    const holders = (await tenant.findUsersByEmail(email)).filter((profile) => hasIdentityOf(profile, connection.name));
    const profile = holders.find((holder) => holder['user_id'] === userId);
    if (profile === undefined) return holders.length === 0 ? undefined : 'CHANGED_SINCE';
    if (holders.length > 1) return 'ADDRESS_NOT_UNIQUE';
    if (!isAlone(profile, connection.name)) return 'LINKED';
    if (profile['updated_at'] !== updatedAt) return 'CHANGED_SINCE';
    await tenant.deleteConnectionUser(connection.id, email);
    return undefined;
}

function identitiesOf({ identities }: UserRecord): readonly UserRecord[] {
    return Array.isArray(identities) ? (identities as readonly UserRecord[]) : [];
}

function hasIdentityOf(profile: UserRecord, connection: string): boolean {
    return identitiesOf(profile).some((identity) => identity['connection'] === connection);
}

function isAlone(profile: UserRecord, connection: string): boolean {
    return identitiesOf(profile).length === 1 && hasIdentityOf(profile, connection);
}
