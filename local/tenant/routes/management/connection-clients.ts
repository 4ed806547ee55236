import type { Connection } from '../../entities.ts';
import { inexistentConnection, invalidBody } from '../../errors.ts';
import { MAX_CLIENT_STATUS_CHANGES } from '../../limits.ts';
import { checkpointPage, type Query } from '../../paging.ts';
import type { Schema } from '../../schema.ts';
import { schemaProblems } from '../../schema.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

const MAX_TAKE = 1000;

const STATUS_CHANGES: Schema = {
    type: 'array',
    minItems: 1,
    maxItems: MAX_CLIENT_STATUS_CHANGES,
    items: {
        type: 'object',
        additionalProperties: false,
        required: ['client_id', 'status'],
        properties: { client_id: { type: 'string' }, status: { type: 'boolean' } },
    },
};

/** Serves `/connections/{id}/clients`: which clients may use a connection. */
export function connectionClientRoutes(app: App, { store }: Tenant): void {
    const requireConnection = (id: string): Connection => {
        const connection = store.connections.get(id);
        if (connection === undefined) throw inexistentConnection();
        return connection;
    };

    app.get<{ Params: { id: string }; Querystring: Query }>(
        '/connections/:id/clients',
        { config: { scopes: ['read:connections'] } },
        ({ params, query }) => {
            const clients = [...requireConnection(params.id).enabledClients];
            const { items, next } = checkpointPage(clients, query, (id) => id, MAX_TAKE);
            return { clients: items.map((id) => ({ client_id: id })), ...(next !== undefined && { next }) };
        },
    );

    app.patch<{ Params: { id: string } }>(
        '/connections/:id/clients',
        { config: { scopes: ['update:connections'] } },
        async ({ params, body }, reply) => {
            const { enabledClients } = requireConnection(params.id);
            const [problem] = schemaProblems(STATUS_CHANGES, body ?? null);
            if (problem !== undefined) throw invalidBody(`Payload validation error: '${problem.message}'.`);
            const changes = body as { client_id: string; status: boolean }[];
            for (const { client_id: id } of changes)
                if (!store.clients.has(id)) throw invalidBody(`The client ${id} does not exist`);
            for (const { client_id: id, status } of changes) {
                if (status) enabledClients.add(id);
                else enabledClients.delete(id);
            }
            store.connections.noteChange(params.id);
            return reply.code(204).send();
        },
    );
}
