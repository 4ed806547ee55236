import { isOfConnection } from '../imports/of-connection.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { ConnectionEndpoint } from '../run/endpoints.ts';
import type { RunTime } from '../run/run-time.ts';
import type { UserToDelete } from '../users/user-to-delete.ts';
import { deleteByAddress } from './delete-by-address.ts';
import type { StayReason } from './staying-users.ts';

/**
 * Deletes one user of a connection, after a look at it in this moment: one that is not as it was seen stays.
 *
 * By address through the connection: no other call is sure to hit this user where another connection of the tenant has a user with the same
 * ID. A user without an address is deleted by ID, if nobody else in the tenant has it. The same goes for second factors, which have no other call:
 * they outlive the connection of their user, and would be those of the next user with this ID.
 *
 * @param user - `hasFactors` has its second factors deleted before it
 * @returns why it stays; undefined for one that this call deleted. One that is not found counts as changed: somebody may have deleted it, but
 * a new address or a link hides it in the same way.
 * @throws {MigrationError} what the tenant throws
 * @see https://community.auth0.com/t/109855
 * @see https://community.auth0.com/t/89889
 */
export async function deleteSeenUser(
    endpoint: ConnectionEndpoint,
    user: UserToDelete & { readonly hasFactors?: boolean },
    time: Pick<RunTime, 'clock' | 'signal'>,
): Promise<StayReason | undefined> {
    const { tenant, connection } = endpoint;
    const { userId, email, hasFactors = false } = user;
    const byAddress =
        email === undefined ? undefined : whyStays(await tenant.findUsersByEmail(email), connection.name, user);
    const needsId = email === undefined || hasFactors;
    const stays = byAddress ?? (needsId ? await whyOutOfReach(endpoint, user) : undefined);
    if (stays !== undefined) return stays;
    if (hasFactors) await tenant.deleteAuthenticators(userId);
    if (email !== undefined) return await deleteOrLeave(endpoint, { ...user, email }, time);
    await tenant.deleteUser(userId);
    return undefined;
}

// A call by ID may hit another user who has the same one.
async function whyOutOfReach(
    { tenant, connection }: ConnectionEndpoint,
    user: UserToDelete,
): Promise<StayReason | undefined> {
    const profile = await tenant.findUserById(user.userId);
    if (profile === undefined) return 'CHANGED_SINCE';
    if (!isAlone(profile, connection.name)) return 'NO_SAFE_CALL';
    if (hasChanged(profile, user)) return 'CHANGED_SINCE';
    // By search, which knows every connection of the tenant.
    return (await tenant.countUsersOfId(user.userId)) === 1 ? undefined : 'NO_SAFE_CALL';
}

/**
 * Deletes one user of a connection by its address, right after looking it up.
 *
 * @returns why it stays; undefined for one that is gone
 * @throws {MigrationError} what the tenant throws
 */
export async function deleteOrLeave(
    endpoint: ConnectionEndpoint,
    user: UserToDelete & { readonly email: string },
    time: Pick<RunTime, 'clock' | 'signal'>,
): Promise<StayReason | undefined> {
    let stays: StayReason | undefined;
    await deleteByAddress(endpoint, user.email, time, (holders) => {
        const isThere = holders.some((holder) => holder['user_id'] === user.userId);
        // Somebody else may have signed up with the address by now.
        stays = isThere ? whyStays(holders, endpoint.connection.name, user) : undefined;
        return isThere && stays === undefined;
    });
    return stays;
}

/**
 * Says why a user must not be deleted by its address.
 *
 * @param profiles - those of the tenant that have the address in this moment
 * @returns undefined for one that is alone in its connection with the address, and is as it was seen
 */
export function whyStays(
    profiles: readonly UserRecord[],
    connection: string,
    user: UserToDelete,
): StayReason | undefined {
    const holders = profiles.filter((profile) => isOfConnection(profile, connection));
    const profile = holders.find((holder) => holder['user_id'] === user.userId);
    if (profile === undefined) return 'CHANGED_SINCE';
    if (holders.length > 1) return 'ADDRESS_NOT_UNIQUE';
    if (!isAlone(profile, connection)) return 'LINKED';
    return hasChanged(profile, user) ? 'CHANGED_SINCE' : undefined;
}

/** Tells whether the only identity of a profile is one of this connection. */
export function isAlone(profile: UserRecord, connection: string): boolean {
    const { identities } = profile;
    return Array.isArray(identities) && identities.length === 1 && isOfConnection(profile, connection);
}

function hasChanged(profile: UserRecord, { updatedAt, passwordResetAt }: UserToDelete): boolean {
    return profile['updated_at'] !== updatedAt || profile['last_password_reset'] !== passwordResetAt;
}
