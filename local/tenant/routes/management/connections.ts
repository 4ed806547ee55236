import type { FastifyRequest } from 'fastify';
import { connectionChangesSchema, newConnectionSchema } from '../../connections/connection-schema.ts';
import { deleteConnection } from '../../connections/delete-connection.ts';
import { newConnection } from '../../connections/new-connection.ts';
import { replacedOptions, requireConsistentOptions } from '../../connections/options.ts';
import { forgetCachedProfiles } from '../../custom-database/forget-cached-profiles.ts';
import { databaseMode } from '../../custom-database/mode.ts';
import type { Connection, JsonObject } from '../../entities.ts';
import { ApiError, inexistentClient, inexistentConnection, insufficientScope, invalidBody } from '../../errors.ts';
import { createFieldSelection } from '../../field-selection.ts';
import { formatConnection, isoTime } from '../../formatters.ts';
import {
    checkpointPage,
    isCheckpointQuery,
    offsetPage,
    type Query,
    queryFlag,
    queryText,
    useCheckpoints,
} from '../../paging.ts';
import { requirePayload } from '../../payload.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';
import { callerOf } from './access.ts';

// Shown whatever `fields` says, as recorded by Auth0's Terraform provider; its plugin takes the ID of the connection from here.
const ALWAYS_SHOWN = ['id', 'is_domain_connection', 'authentication', 'connected_accounts'];

/** Serves `/connections` and `/connections/{id}`. */
export function connectionRoutes(app: App, { store, clock }: Tenant): void {
    app.get<{ Querystring: Query }>('/connections', { config: { scopes: ['read:connections'] } }, (request) => {
        const { query } = request;
        const select = createFieldSelection(query, ALWAYS_SHOWN);
        const show = (connection: Connection) => select(formatFor(request, connection));
        const found = [...store.connections.values()].filter(createFilter(query));
        if (isCheckpointQuery(query)) {
            const { items, next } = checkpointPage(found, query, ({ id }) => id);
            return { connections: items.map(show), ...(next !== undefined && { next }) };
        }
        const { items, total, start, limit } = offsetPage(found, query, useCheckpoints);
        const connections = items.map(show);
        return queryFlag(query, 'include_totals') ? { total, start, limit, connections } : connections;
    });

    app.get<{ Params: { id: string }; Querystring: Query }>(
        '/clients/:id/connections',
        { config: { scopes: ['read:connections', 'read:clients', 'read:client_summary'] } },
        (request) => {
            const { params, query } = request;
            if (!store.clients.has(params.id)) throw inexistentClient();
            const found = [...store.connections.values()]
                .filter(({ enabledClients }) => enabledClients.has(params.id))
                .filter(createFilter(query));
            const { items, next } = checkpointPage(found, query, ({ id }) => id);
            const select = createFieldSelection(query, ALWAYS_SHOWN);
            // Without the clients that may use them, which the document does not have here.
            const connections = items
                .map((connection) => Object.entries(formatFor(request, connection)))
                .map((entries) => select(Object.fromEntries(entries.filter(([name]) => name !== 'enabled_clients'))));
            return { connections, ...(next !== undefined && { next }) };
        },
    );

    app.post('/connections', { config: { scopes: ['create:connections'] } }, async (request, reply) => {
        const { strategy } = (request.body ?? {}) as { strategy?: unknown };
        const body = requirePayload(newConnectionSchema(strategy), request.body) as JsonObject & {
            name: string;
            strategy: string;
        };
        if (body.strategy === 'auth0') requireConsistentOptions((body['options'] ?? {}) as JsonObject);
        if (store.connectionNamed(body.name) !== undefined)
            throw new ApiError(409, 'A connection with the same name already exists', 'connection_conflict');
        if ([...store.connectionsInDeletion.values()].some(({ connection }) => connection.name === body.name))
            throw new ApiError(
                409,
                'A connection with the same name is being deleted, try again later',
                'connection_conflict',
            );
        const connection = newConnection(store.users, body);
        store.connections.set(connection.id, connection);
        return reply.code(201).send(formatConnection(connection));
    });

    app.get<{ Params: { id: string }; Querystring: Query }>(
        '/connections/:id',
        { config: { scopes: ['read:connections'] } },
        (request) => {
            const connection = store.connections.get(request.params.id);
            if (connection === undefined) throw inexistentConnection();
            return createFieldSelection(request.query, ALWAYS_SHOWN)(formatFor(request, connection));
        },
    );

    app.patch<{ Params: { id: string } }>(
        '/connections/:id',
        { config: { scopes: ['update:connections'] } },
        (request) => {
            const connection = store.connections.get(request.params.id);
            if (connection === undefined) throw inexistentConnection();
            const changes = requirePayload(connectionChangesSchema(connection.strategy), request.body);
            if ('options' in changes && !callerOf(request).scopes.has('update:connections_options'))
                throw insufficientScope(['update:connections_options']);
            const modeBefore = databaseMode(connection);
            changeConnection(connection, changes);
            store.connections.noteChange(connection.id);
            if (modeBefore === 'legacy' && databaseMode(connection) === 'lazy')
                forgetCachedProfiles(store.users, connection);
            return formatFor(request, connection);
        },
    );

    app.delete<{ Params: { id: string } }>(
        '/connections/:id',
        { config: { scopes: ['delete:connections'] } },
        async ({ params }, reply) => {
            const connection = store.connections.get(params.id);
            const deletedAt =
                connection === undefined
                    ? store.connectionsInDeletion.get(params.id)?.deletedAt
                    : deleteConnection(store, connection, clock);
            if (deletedAt === undefined) return reply.code(204).send();
            return reply.code(202).send({ deleted_at: isoTime(deletedAt) });
        },
    );
}

// The options hold scripts and secrets, so they have scopes of their own.
function formatFor(request: FastifyRequest, connection: Connection): JsonObject {
    const { options, ...shown } = formatConnection(connection);
    const { scopes } = callerOf(request);
    const maySeeOptions = scopes.has('read:connections_options') || scopes.has('update:connections_options');
    return maySeeOptions ? { id: shown['id'], options, ...shown } : shown;
}

function createFilter(query: Query): (connection: Connection) => boolean {
    const name = queryText(query, 'name');
    const strategies = [query['strategy'] ?? []].flat();
    return (connection) =>
        (name === undefined || connection.name === name) &&
        (strategies.length === 0 || strategies.includes(connection.strategy));
}

/** Applies a PATCH: each root field that is there is replaced as a whole, `options` too. */
function changeConnection(connection: Connection, changes: JsonObject): void {
    const { options, enabled_clients: clients, is_domain_connection: isDomain, realms, ...attributes } = changes;
    if (typeof options === 'object' && options !== null) {
        const wanted = options as JsonObject;
        if (connection.strategy === 'auth0') {
            requireConsistentOptions(wanted);
            requireCustomizationUnchanged(connection, wanted);
        }
        connection.options = connection.strategy === 'auth0' ? replacedOptions(wanted) : wanted;
    }
    if (Array.isArray(clients)) {
        connection.enabledClients.clear();
        for (const client of clients) connection.enabledClients.add(String(client));
    }
    if (Array.isArray(realms)) connection.realms = realms.map(String);
    if (typeof isDomain === 'boolean') connection.isDomainConnection = isDomain;
    connection.attributes = { ...connection.attributes, ...attributes };
}

function requireCustomizationUnchanged(connection: Connection, wanted: JsonObject): void {
    const before = connection.options['enabledDatabaseCustomization'] === true;
    const after = wanted['enabledDatabaseCustomization'] === true;
    if (before !== after && connection.identities.byId.size > 0)
        throw invalidBody(
            'This database contains users. You cannot change "options.enabledDatabaseCustomization" setting.',
        );
}
