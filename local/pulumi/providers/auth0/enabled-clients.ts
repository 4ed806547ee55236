import { isMap, type PropertyValue, textOf } from '../../values/property-value.ts';
import type { ManagementClient } from './management-client.ts';

// See auth0-deploy-cli src/tools/auth0/handlers/connections.ts (read 2026-11-21)
const MAX_CLIENTS_PER_CALL = 50;

/** Lists the clients that may use a connection, over all pages. */
export async function listEnabledClients(client: ManagementClient, connectionId: string): Promise<string[]> {
    const clientIds: string[] = [];
    let from = '';
    do {
        const query = from === '' ? '' : `?from=${encodeURIComponent(from)}`;
        const page = await client.call('GET', `/connections/${connectionId}/clients${query}`);
        for (const item of Array.isArray(page['clients']) ? page['clients'] : []) {
            if (isMap(item)) {
                clientIds.push(textOf(item['client_id']));
            }
        }
        from = typeof page['next'] === 'string' ? page['next'] : '';
    } while (from !== '');
    return clientIds;
}

/** Enables and disables clients of a connection; clients in neither list stay as they are. */
export async function changeEnabledClients(
    client: ManagementClient,
    connectionId: string,
    { enable, disable }: { readonly enable: readonly string[]; readonly disable: readonly string[] },
): Promise<void> {
    const changes = [
        ...enable.map((id) => ({ client_id: id, status: true })),
        ...disable.map((id) => ({ client_id: id, status: false })),
    ];
    for (let start = 0; start < changes.length; start += MAX_CLIENTS_PER_CALL) {
        await client.call(
            'PATCH',
            `/connections/${connectionId}/clients`,
            changes.slice(start, start + MAX_CLIENTS_PER_CALL),
        );
    }
}

/** Reads a list of client IDs from a property. */
export function toClientIds(value: PropertyValue | undefined): string[] {
    return Array.isArray(value) ? value.map(textOf) : [];
}
