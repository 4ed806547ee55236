import { newClient } from './clients/new-client.ts';
import type { Clock } from './clock.ts';
import { randomId } from './ids.ts';
import type { SeededGrant } from './seed.ts';
import type { TenantStore } from './store.ts';
import { managementAudience } from './tenant.ts';

/** What a client proves itself with. */
export interface ClientCredentials {
    clientId: string;
    clientSecret: string;
}

/** Adds the tenant's own client, which may do everything. */
export async function addOwnClient(
    store: TenantStore,
    { clientId, clientSecret }: ClientCredentials,
    clock: Clock,
): Promise<void> {
    const body = {
        name: 'Local tenant',
        description: 'May do everything.',
        client_secret: clientSecret,
        grant_types: ['client_credentials', 'password', 'http://auth0.com/oauth/grant-type/password-realm'],
    };
    store.clients.set(clientId, await newClient(body, clock.now(), clientId));
}

/** Lets clients do what they were seeded to do, now that the tenant has an address. */
export function addGrants(store: TenantStore, domain: string, grants: readonly SeededGrant[]): void {
    for (const { clientId, scope } of grants) {
        const id = randomId('cgr_');
        store.clientGrants.set(id, { id, clientId, audience: managementAudience(domain), scope, attributes: {} });
    }
}

/** Gives the grants for the Management API of a tenant that has moved to another port its new identifier. */
export function moveGrants(store: TenantStore, previousDomain: string, domain: string): void {
    const previous = managementAudience(previousDomain);
    for (const grant of store.clientGrants.values())
        if (grant.audience === previous)
            store.clientGrants.set(grant.id, { ...grant, audience: managementAudience(domain) });
}
