import type { Connection } from '../entities.ts';
import type { TenantStore } from '../store.ts';
import type { UserStore } from '../user-store.ts';
import type { RowFormat } from './stored-rows.ts';

type ConnectionDocument = Omit<Connection, 'enabledClients' | 'identities'> & { enabledClients: string[] };

/** How connections are written: all but their users. */
export function connectionFormat({ connections, users }: TenantStore): RowFormat {
    return {
        kind: 'connection',
        write: (id) => {
            const connection = connections.get(id);
            return connection && documentOf(connection);
        },
        read: (id, document) => {
            connections.set(id, connectionFrom(document as ConnectionDocument, users));
        },
    };
}

/** How connections are written whose users are still being removed. */
export function connectionInDeletionFormat({ connectionsInDeletion, users }: TenantStore): RowFormat {
    return {
        kind: 'connection-in-deletion',
        write: (id) => {
            const entry = connectionsInDeletion.get(id);
            return entry && { connection: documentOf(entry.connection), deletedAt: entry.deletedAt };
        },
        read: (id, document) => {
            const { connection, deletedAt } = document as { connection: ConnectionDocument; deletedAt: number };
            connectionsInDeletion.set(id, { connection: connectionFrom(connection, users), deletedAt });
        },
    };
}

function documentOf({ identities: _identities, enabledClients, ...rest }: Connection): ConnectionDocument {
    return { ...rest, enabledClients: [...enabledClients] };
}

function connectionFrom(document: ConnectionDocument, users: UserStore): Connection {
    return {
        ...document,
        enabledClients: new Set(document.enabledClients),
        identities: users.openIdentities(document.id),
    };
}
