import { CLIENT_CHANGES_SCHEMA, NEW_CLIENT_SCHEMA } from '../../clients/client-schema.ts';
import { changeClient, newClient } from '../../clients/new-client.ts';
import type { Client } from '../../entities.ts';
import { inexistentClient } from '../../errors.ts';
import { createFieldSelection } from '../../field-selection.ts';
import { formatClient, formatCreatedClient } from '../../formatters.ts';
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

const READ_SCOPES = ['read:clients', 'read:client_keys', 'read:client_credentials', 'read:client_summary'];

/** Serves `/clients`. */
export function clientRoutes(app: App, tenant: Tenant): void {
    const { store, clock } = tenant;

    const requireClient = (id: string): Client => {
        const client = store.clients.get(id);
        if (client === undefined) throw inexistentClient();
        return client;
    };

    app.get<{ Querystring: Query }>('/clients', { config: { scopes: READ_SCOPES } }, (request) => {
        const { query } = request;
        const select = createFieldSelection(query, ['tenant']);
        const maySeeKeys = callerOf(request).scopes.has('read:client_keys');
        const show = (client: Client) => select({ tenant: tenant.name, ...formatClient(client, maySeeKeys) });
        const found = [...store.clients.values()].filter(createFilter(query));
        if (isCheckpointQuery(query)) {
            const { items, next } = checkpointPage(found, query, ({ clientId }) => clientId);
            return { clients: items.map(show), ...(next !== undefined && { next }) };
        }
        const { items, total, start, limit } = offsetPage(found, query, useCheckpoints);
        const clients = items.map(show);
        return queryFlag(query, 'include_totals') ? { total, start, limit, clients } : clients;
    });

    app.post('/clients', { config: { scopes: ['create:clients'] } }, async (request, reply) => {
        const client = await newClient(requirePayload(NEW_CLIENT_SCHEMA, request.body), clock.now());
        store.clients.set(client.clientId, client);
        return reply.code(201).send(formatCreatedClient(client, true));
    });

    app.get<{ Params: { id: string }; Querystring: Query }>(
        '/clients/:id',
        { config: { scopes: READ_SCOPES } },
        (request) => {
            const maySeeKeys = callerOf(request).scopes.has('read:client_keys');
            return createFieldSelection(request.query)(formatClient(requireClient(request.params.id), maySeeKeys));
        },
    );

    app.patch<{ Params: { id: string } }>(
        '/clients/:id',
        { config: { scopes: ['update:clients', 'update:client_keys', 'update:client_credentials'] } },
        async (request) => {
            const client = requireClient(request.params.id);
            await changeClient(client, requirePayload(CLIENT_CHANGES_SCHEMA, request.body), clock.now());
            store.clients.noteChange(client.clientId);
            const { scopes } = callerOf(request);
            return formatClient(client, scopes.has('read:client_keys') || scopes.has('update:client_keys'));
        },
    );

    app.delete<{ Params: { id: string } }>(
        '/clients/:id',
        { config: { scopes: ['delete:clients'] } },
        async (request, reply) => {
            const { id } = request.params;
            store.clients.delete(id);
            for (const connection of store.connections.values())
                if (connection.enabledClients.delete(id)) store.connections.noteChange(connection.id);
            for (const grant of store.clientGrants.values())
                if (grant.clientId === id) store.clientGrants.delete(grant.id);
            return reply.code(204).send();
        },
    );
}

function createFilter(query: Query): (client: Client) => boolean {
    const isFirstParty = queryText(query, 'is_first_party');
    const appTypes = queryText(query, 'app_type')?.split(',');
    return ({ attributes }) =>
        (isFirstParty === undefined || String(attributes['is_first_party']) === isFirstParty) &&
        (appTypes === undefined || appTypes.includes(String(attributes['app_type']))) &&
        queryText(query, 'is_global') !== 'true';
}
