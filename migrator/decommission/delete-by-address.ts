import { isOfConnection } from '../imports/of-connection.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { ConnectionEndpoint } from '../run/endpoints.ts';
import type { RunTime } from '../run/run-time.ts';
import { withRetry } from '../tenant/retry.ts';

/**
 * Deletes whoever has an address in a connection, once.
 *
 * A call without an answer may have deleted the user, and then the address is free for the next sign-up: it is repeated only after another look.
 *
 * @param isStillDue - tells by the users of the connection who have the address then whether to call again
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
