import { randomBytes } from 'node:crypto';
import type { Connection, JsonObject } from '../entities.ts';
import { randomId, randomTicket } from '../ids.ts';
import type { UserStore } from '../user-store.ts';
import { createdOptions } from './options.ts';

// As recorded; of other strategies than this and databases the defaults are not known.
const AD_OPTIONS = { ips: null, brute_force_protection: true };

/**
 * Makes a connection with Auth0's defaults.
 *
 * @param users - where its identity rows are kept
 * @param body - as in `POST /connections`, checked already
 */
export function newConnection(
    users: UserStore,
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
            : { ...(strategy === 'ad' && AD_OPTIONS), ...(options as JsonObject | undefined) },
        realms: Array.isArray(realms) ? realms.map(String) : [name],
        isDomainConnection: isDomain === true,
        enabledClients: new Set(Array.isArray(clients) ? clients.map(String) : []),
        attributes: {
            authentication: { active: true },
            connected_accounts: { active: false },
            ...(strategy === 'ad' && { provisioning_ticket_url: provisioningUrl(), show_as_button: false }),
            ...rest,
        },
        configurationKey: randomBytes(32).toString('base64'),
        identities: users.openIdentities(id),
    };
}

// Nothing answers there: the connector of a directory can't be tried here.
function provisioningUrl(): string {
    return `https://localhost/p/ad/${randomTicket()}`;
}
