import type { Connection, Identity, JsonObject } from '../entities.ts';
import { isoTime } from '../formatters.ts';
import { identityId } from '../identity-id.ts';
import type { Tenant } from '../tenant.ts';

/**
 * Shows what a tenant holds: counts for users, of whom there may be a million, everything for the rest but secrets.
 *
 * @param origin - such as `https://localhost:4000`, for links of export jobs
 */
export function tenantState({ store, jobs, clock, name }: Tenant, origin: string): JsonObject {
    return {
        now: isoTime(clock.now()),
        users: store.users.profileCount,
        connections: [...store.connections.values()].map(connectionState),
        connections_in_deletion: [...store.connectionsInDeletion.values()].map(({ connection }) => connection.name),
        clients: [...store.clients.values()].map(({ clientId, attributes }) => ({
            client_id: clientId,
            name: attributes['name'],
        })),
        client_grants: [...store.clientGrants.values()].map(({ id, clientId, audience, scope }) => ({
            id,
            client_id: clientId,
            audience,
            scope,
        })),
        settings: store.settings,
        jobs: jobs.list().map((job) => ({
            ...jobs.format(job, origin, name),
            // Auth0 shows nothing of an import before it is completed.
            ...(job.type === 'users_import' && { processed: job.summary.total }),
        })),
    };
}

/** Shows an identity row, which may be a ghost; of its password only the kind. */
export function identityState(identity: Identity): JsonObject {
    return {
        id: identityId(identity),
        email: identity.email,
        username: identity.username,
        phone_number: identity.phoneNumber,
        password: identity.password?.kind,
        user_id: identity.profile?.userId,
        is_ghost: identity.profile === undefined,
    };
}

function connectionState(connection: Connection): JsonObject {
    return {
        id: connection.id,
        name: connection.name,
        strategy: connection.strategy,
        import_mode: connection.options['import_mode'] === true,
        custom_database: connection.options['enabledDatabaseCustomization'] === true,
        enabled_clients: [...connection.enabledClients],
        identities: connection.identities.byId.size,
        ghosts: connection.identities.ghostCount,
    };
}
