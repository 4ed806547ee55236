import type { Connection, JsonObject } from '../entities.ts';
import { randomId } from '../ids.ts';
import { createIdentityIndex } from '../user-store.ts';
import { createdOptions } from './options.ts';

/**
 * Makes a connection with Auth0's defaults.
 *
 * @param body - as in `POST /connections`, checked already
 */
export function newConnection(
    body: JsonObject & { name: string; strategy: string },
    id = randomId('con_'),
): Connection {
    const { name, strategy, options, realms, is_domain_connection: isDomain, enabled_clients: clients, ...rest } = body;
    const isDatabase = strategy === 'auth0';
    return {
        id,
        name,
        strategy,
        options: isDatabase
            ? createdOptions(options as JsonObject | undefined)
            : ((options as JsonObject | undefined) ?? {}),
        realms: Array.isArray(realms) ? realms.map(String) : [name],
        isDomainConnection: isDomain === true,
        enabledClients: new Set(Array.isArray(clients) ? clients.map(String) : []),
        attributes: {
            ...(isDatabase && { authentication: { active: true }, connected_accounts: { active: false } }),
            ...rest,
        },
        identities: createIdentityIndex(),
    };
}
