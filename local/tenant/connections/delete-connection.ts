import type { Clock } from '../clock.ts';
import type { Connection } from '../entities.ts';
import type { TenantStore } from '../store.ts';
import { deleteSomeIdentities } from '../users/delete-user.ts';

const USERS_PER_SLICE = 2000;

/**
 * Deletes a connection at once and its users in the background; until they are gone its name is taken.
 *
 * @returns the time of the deletion, in milliseconds since 1970
 */
export function deleteConnection(store: TenantStore, connection: Connection, clock: Clock): number {
    const deletedAt = clock.now();
    store.connections.delete(connection.id);
    store.connectionsInDeletion.set(connection.id, { connection, deletedAt });
    deleteUsers(store, connection, clock);
    return deletedAt;
}

/** Goes on with the deletions that were not done when the tenant last stopped. */
export function resumeDeletions(store: TenantStore, clock: Clock): void {
    for (const { connection } of store.connectionsInDeletion.values()) deleteUsers(store, connection, clock);
}

function deleteUsers(store: TenantStore, connection: Connection, clock: Clock): void {
    if (deleteSomeIdentities(store.users, connection, USERS_PER_SLICE))
        clock.after(0, () => {
            deleteUsers(store, connection, clock);
        });
    else store.connectionsInDeletion.delete(connection.id);
}
