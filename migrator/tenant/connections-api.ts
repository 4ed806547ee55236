import type { ManagementClient } from 'auth0';
import type { ManagementCall } from './assignments-api.ts';
import type { TenantConnections } from './connections.ts';
import { listOf } from './sdk-page.ts';

const CLIENTS_PER_PAGE = 1_000;

/**
 * Opens the connections of a tenant for a cut-over.
 *
 * @param client - Auth0's SDK, without retries of its own
 */
export function connectionsApi(client: ManagementClient, call: ManagementCall): TenantConnections {
    return {
        listClients: (connectionId, from) =>
            call('GET /connections/{id}/clients', async () => {
                const request = { take: CLIENTS_PER_PAGE, ...(from === undefined ? {} : { from }) };
                const page = await client.connections.clients.get(connectionId, request);
                return { items: listOf(page).map(({ client_id: id }) => id), next: page.response.next };
            }),
        setClients: (connectionId, clients) =>
            call('PATCH /connections/{id}/clients', () =>
                client.connections.clients.update(
                    connectionId,
                    clients.map(({ clientId, isEnabled }) => ({ client_id: clientId, status: isEnabled })),
                ),
            ),
        deleteConnection: (connectionId) =>
            call('DELETE /connections/{id}', () => client.connections.delete(connectionId)),
    };
}
