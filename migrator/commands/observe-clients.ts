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
 * Reads some clients; changes nothing, and does not retry.
 *
 * @param credentials - how to log in to the tenant
 * @param clientIds - IDs of the clients; a call for each
 * @returns what was found, by ID; a client that cannot be read is left out, as all are without `read:clients`
 * @see https://auth0.com/docs/api/management/v2/clients/get-clients-by-id
 */
export async function observeClients(
    credentials: ClientCredentials,
    clientIds: readonly string[],
): Promise<ReadonlyMap<string, ObservedClient>> {
    const found = new Map<string, ObservedClient>();
    const client = await openObserver(credentials).catch(() => undefined);
    if (client === undefined) return found;
    const only = { fields: 'name,description', include_fields: true };
    const answers = await Promise.allSettled(clientIds.map((id) => client.clients.get(id, only)));
    for (const [at, id] of clientIds.entries()) {
        const answer = answers[at];
        if (answer?.status !== 'fulfilled') continue;
        const { name = '', description = '' } = answer.value;
        found.set(id, { name, description });
    }
    return found;
}
