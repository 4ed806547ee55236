import { changeResourceServer, newResourceServer } from '../../attachments/new-resource-server.ts';
import { formatResourceServer, type ResourceServer } from '../../attachments/resource-server.ts';
import { ApiError, invalidBody } from '../../errors.ts';
import { createFieldSelection } from '../../field-selection.ts';
import { MAX_SCOPES_PER_API } from '../../limits.ts';
import { checkpointPage, isCheckpointQuery, offsetPage, type Query, queryFlag, useCheckpoints } from '../../paging.ts';
import { requirePayload } from '../../payload.ts';
import type { Schema } from '../../schema.ts';
import type { App } from '../../server.ts';
import { NEW_RESOURCE_SERVER } from '../../shapes/resource-server.ts';
import { COUNT, closed, FLAG, TEXT } from '../../shapes/shape.ts';
import { managementAudiences, type Tenant } from '../../tenant.ts';

// The last three are not in the document, but in recordings.
const PROPERTIES: Schema['properties'] = {
    ...NEW_RESOURCE_SERVER,
    scopes: { ...NEW_RESOURCE_SERVER.scopes, maxItems: MAX_SCOPES_PER_API },
    token_lifetime_for_web: { ...COUNT, minimum: 0 },
    allow_online_access: FLAG,
    allow_online_access_with_ephemeral_sessions: FLAG,
};
const CHANGES: Schema = closed(PROPERTIES);
const NEW_SERVER: Schema = closed(
    { ...PROPERTIES, identifier: { ...TEXT, minLength: 1, maxLength: 600 } },
    { required: ['identifier'] },
);

/** Serves `/resource-servers`: the APIs of the tenant, by ID or identifier. The Management API itself is not among them. */
export function resourceServerRoutes(app: App, tenant: Tenant): void {
    const { store, clock } = tenant;

    const find = (idOrIdentifier: string) =>
        store.resourceServers.get(idOrIdentifier) ??
        store.resourceServerNamed(idOrIdentifier) ??
        store.resourceServerNamed(unescaped(idOrIdentifier));
    const requireServer = (idOrIdentifier: string): ResourceServer => {
        const server = find(idOrIdentifier);
        if (server === undefined)
            throw new ApiError(404, 'The resource server does not exist', 'inexistent_resource_server');
        return server;
    };
    const show = (server: ResourceServer) => {
        const isOfServer = ({ attributes }: { attributes: Record<string, unknown> }) =>
            attributes['resource_server_identifier'] === server.identifier;
        return formatResourceServer(server, [...store.clients.values()].find(isOfServer)?.clientId);
    };

    app.get<{ Querystring: Query }>(
        '/resource-servers',
        { config: { scopes: ['read:resource_servers'] } },
        ({ query }) => {
            const identifiers = [query['identifiers'] ?? []].flat();
            const found = [...store.resourceServers.values()].filter(
                ({ identifier }) => identifiers.length === 0 || identifiers.includes(identifier),
            );
            const select = createFieldSelection(query);
            if (isCheckpointQuery(query)) {
                const { items, next } = checkpointPage(found, query, ({ id }) => id);
                const servers = items.map((server) => select(show(server)));
                return { resource_servers: servers, ...(next !== undefined && { next }) };
            }
            const { items, total, start, limit } = offsetPage(found, query, useCheckpoints);
            const servers = items.map((server) => select(show(server)));
            return queryFlag(query, 'include_totals') ? { total, start, limit, resource_servers: servers } : servers;
        },
    );

    app.post('/resource-servers', { config: { scopes: ['create:resource_servers'] } }, async (request, reply) => {
        const body = requirePayload(NEW_SERVER, request.body) as { identifier: string };
        const { identifier } = body;
        if (managementAudiences(tenant).includes(identifier) || store.resourceServerNamed(identifier) !== undefined)
            throw new ApiError(
                409,
                `A resource server with the same identifier or name already exists: ${identifier}`,
                'resource_server_conflict',
            );
        const server = newResourceServer(body, clock.now());
        store.resourceServers.set(server.id, server);
        return reply.code(201).send(show(server));
    });

    app.get<{ Params: { id: string } }>(
        '/resource-servers/:id',
        { config: { scopes: ['read:resource_servers'] } },
        ({ params }) => show(requireServer(params.id)),
    );

    // Recorded: 200, where the OpenAPI document has 201.
    app.patch<{ Params: { id: string } }>(
        '/resource-servers/:id',
        { config: { scopes: ['update:resource_servers'] } },
        ({ params, body }) => {
            const server = requireServer(params.id);
            const changes = requirePayload(CHANGES, body);
            if (server.attributes['is_system'] === true && 'name' in changes)
                throw invalidBody('The name of a system resource server cannot be updated.');
            changeResourceServer(server, changes);
            store.resourceServers.noteChange(server.id);
            if ('scopes' in changes) store.dropUnknownPermissions();
            return show(server);
        },
    );

    app.delete<{ Params: { id: string } }>(
        '/resource-servers/:id',
        { config: { scopes: ['delete:resource_servers'] } },
        async ({ params }, reply) => {
            const server = find(params.id);
            if (server !== undefined) {
                store.resourceServers.delete(server.id);
                for (const grant of store.clientGrants.values())
                    if (grant.audience === server.identifier) store.clientGrants.delete(grant.id);
                store.dropUnknownPermissions();
            }
            return reply.code(204).send();
        },
    );
}

// Some clients escape an identifier that is escaped already (recorded): `https%253A%252F%252Fapi.example.com`.
function unescaped(identifier: string): string {
    try {
        return decodeURIComponent(identifier);
    } catch {
        return identifier;
    }
}
