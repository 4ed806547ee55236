import { deleteOrLeave } from '../decommission/delete-seen-user.ts';
import type { StayReason } from '../decommission/staying-users.ts';
import { MigrationError } from '../errors.ts';
import { connectionOf } from '../identity/target-index.ts';
import { digestText } from '../records/digest.ts';
import type { ConnectionEndpoint } from '../run/endpoints.ts';
import type { UserToDelete } from '../users/user-to-delete.ts';
import { giveAgain, type HeldAssignments } from './held-assignments.ts';
import type { Replacement, ReplacementNeeds } from './replacement.ts';

/**
 * Deletes one of the two users with an ID through its connection, proves that calls by ID reach the other one, and gives that one everything
 * again that hangs on the ID: Auth0 may take it away with either of the two.
 *
 * @param gone - the connection whose user is deleted, and that user as it was just seen
 * @param stays - the connection whose user stays
 * @returns why both stay, for a user who changed while a call had no answer; undefined where one is gone
 * @throws {MigrationError} `ID_STILL_TAKEN`; what the tenants throw
 */
export async function deleteOne(
    replacement: Pick<Replacement, 'refused'> & { readonly run: ReplacementNeeds },
    { userId, held }: { readonly userId: string; readonly held: HeldAssignments },
    gone: { readonly endpoint: ConnectionEndpoint; readonly user: UserToDelete & { readonly email: string } },
    stays: ConnectionEndpoint,
): Promise<StayReason | undefined> {
    const { run } = replacement;
    const { journal, ledger } = run.store;
    const at = new Date(run.time.clock.now()).toISOString();
    await journal.append({ type: 'replacement-deleting', user: digestText(ledger.digest(userId)), at });
    const reason = await deleteOrLeave(gone.endpoint, gone.user, run.time);
    if (reason === undefined) await restoreId(replacement, { userId, held }, stays);
    return reason;
}

/**
 * Proves that calls by ID reach the user of a connection, and gives it everything again that hangs on the ID.
 *
 * @throws {MigrationError} `ID_STILL_TAKEN`; what the tenant throws
 */
export async function restoreId(
    { run, refused }: Pick<Replacement, 'refused'> & { readonly run: ReplacementNeeds },
    { userId, held }: { readonly userId: string; readonly held: HeldAssignments },
    { connection }: ConnectionEndpoint,
): Promise<void> {
    const { tenant } = run.target;
    const profile = await tenant.findUserById(userId);
    // Somebody may have linked other identities to it meanwhile; it is the user with this ID all the same.
    if (profile === undefined || connectionOf(profile) !== connection.name) {
        throw new MigrationError(
            'ID_STILL_TAKEN',
            `A user was deleted through its connection, and a call by its ID does not reach the user of ${connection.name} (${tenant.domain}) that has the ` +
                'same one. Nobody else was deleted. Look for that user in the Auth0 Dashboard and in the tenant log; the list `replaced` of the run has ' +
                'its profile and assignments. Run again once the ID has one user.',
            { subject: 'source' },
        );
    }
    refused.push(...(await giveAgain(tenant.assignments, userId, held)));
}
