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
    store.connectionsInDeletion.set(connection.id, { name: connection.name, deletedAt });
    const work = () => {
        if (deleteSomeIdentities(store.users, connection, USERS_PER_SLICE)) clock.after(0, work);
        else store.connectionsInDeletion.delete(connection.id);
    };
    work();
    return deletedAt;
}
