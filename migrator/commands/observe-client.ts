import type { ClientCredentials } from '../tenant/access-token.ts';
import { openObserver } from '../tenant/open-observer.ts';

/** What a client says of itself. */
export interface ObservedClient {
    /** As the dashboard shows it. */
    readonly name: string;
    /** Empty where it has none. */
    readonly description: string;
}

/**
 * Reads one client; changes nothing, and does not retry. Needs `read:clients`.
 *
 * @param credentials - how to log in to the tenant
 * @param clientId - ID of the client
 * @throws {MigrationError} what the token endpoint says; anything else as the SDK throws it
 * @see https://auth0.com/docs/api/management/v2/clients/get-clients-by-id
 */
export async function observeClient(credentials: ClientCredentials, clientId: string): Promise<ObservedClient> {
    const client = await openObserver(credentials);
    const { name = '', description = '' } = await client.clients.get(clientId, {
        fields: 'name,description',
        include_fields: true,
    });
    return { name, description };
}
