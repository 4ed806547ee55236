import { isOfConnection } from '../imports/of-connection.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { ConnectionEndpoint } from '../run/endpoints.ts';
import type { RunTime } from '../run/run-time.ts';
import { withRetry } from '../tenant/retry.ts';

/**
 * Deletes the user who has an address in a connection, once.
 *
 * A call without an answer may have deleted the user, which frees the address for the next sign-up. The address is looked up again before the call
 * is repeated.
 *
 * @param isStillDue - decides whether to call again, given the users of the connection who have the address by then
 * @throws {MigrationError} what the tenant throws
 */
export async function deleteByAddress(
    { tenant, connection }: ConnectionEndpoint,
    email: string,
    { clock, signal }: Pick<RunTime, 'clock' | 'signal'>,
    isStillDue: (holders: readonly UserRecord[]) => boolean,
): Promise<void> {
    let [isInDoubt, isDeleting] = [false, false];
    await withRetry(
        clock,
        async () => {
            isDeleting = false;
            if (isInDoubt) {
                const found = await tenant.findUsersByEmail(email);
                if (!isStillDue(found.filter((profile) => isOfConnection(profile, connection.name)))) return;
            }
            [isInDoubt, isDeleting] = [true, true];
            await tenant.deleteConnectionUser(connection.id, email);
        },
        // The tenant itself repeats everything else.
        ({ nothingHappened }) => isDeleting && !nothingHappened,
        signal,
    );
}
