import { formatOrganizationConnection, requireOrganization } from '../../attachments/organizations.ts';
import type { JsonObject } from '../../entities.ts';
import { ApiError, invalidBody } from '../../errors.ts';
import { MAX_CONNECTIONS_PER_ORGANIZATION } from '../../limits.ts';
import { answerList } from '../../lists.ts';
import type { Query } from '../../paging.ts';
import { requirePayload } from '../../payload.ts';
import type { Schema } from '../../schema.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

// The second is the newer one; newer clients know it alone.
const PATHS = ['/organizations/:id/enabled_connections', '/organizations/:id/connections'];

const SETTINGS: Schema = {
    type: 'object',
    additionalProperties: false,
    properties: {
        assign_membership_on_login: { type: 'boolean' },
        is_signup_enabled: { type: 'boolean' },
        show_as_button: { type: 'boolean' },
        organization_connection_name: { type: ['string', 'null'] },
        organization_access_level: { type: ['string', 'null'] },
        is_enabled: { type: ['boolean', 'null'] },
    },
};
const NEW_CONNECTION: Schema = {
    ...SETTINGS,
    required: ['connection_id'],
    properties: { ...SETTINGS.properties, connection_id: { type: 'string', minLength: 1 } },
};

interface Params {
    id: string;
    connectionId: string;
}

/** Serves `/organizations/{id}/enabled_connections`, and the same as `/organizations/{id}/connections`. */
export function organizationConnectionRoutes(app: App, tenant: Tenant): void {
    for (const path of PATHS) addRoutes(app, tenant, path);
}

function addRoutes(app: App, { store }: Tenant, path: string): void {
    const requireShown = (id: string, connectionId: string): JsonObject => {
        const shown = formatOrganizationConnection(store, requireOrganization(store, id), connectionId);
        if (shown === undefined) throw new ApiError(404, 'No connection found by that id');
        return shown;
    };

    app.get<{ Params: { id: string }; Querystring: Query }>(
        path,
        { config: { scopes: ['read:organization_connections'] } },
        ({ params, query }) => {
            const organization = requireOrganization(store, params.id);
            const shown = [...organization.connections.keys()]
                .map((id) => formatOrganizationConnection(store, organization, id))
                .filter((connection) => connection !== undefined);
            const answer = answerList(shown, query, path.slice(path.lastIndexOf('/') + 1), (connection) => connection);
            // Recorded: `limit` is how many there are, whatever `per_page` says.
            return Array.isArray(answer) ? answer : { ...answer, limit: shown.length };
        },
    );

    app.post<{ Params: { id: string } }>(
        path,
        { config: { scopes: ['create:organization_connections'] } },
        async ({ params, body }, reply) => {
            const { connections } = requireOrganization(store, params.id);
            const { connection_id: id, ...settings } = requirePayload(NEW_CONNECTION, body) as JsonObject & {
                connection_id: string;
            };
            if (!store.connections.has(id)) throw invalidBody('No connection found by that id');
            if (connections.has(id))
                throw new ApiError(
                    409,
                    'The connection is already enabled for this organization.',
                    'connection_conflict',
                );
            if (connections.size >= MAX_CONNECTIONS_PER_ORGANIZATION)
                throw new ApiError(
                    403,
                    'You reached the limit of entities of this type for this tenant.',
                    'too_many_entities',
                );
            connections.set(id, settings);
            store.organizations.noteChange(params.id);
            return reply.code(201).send(requireShown(params.id, id));
        },
    );

    app.get<{ Params: Params }>(
        `${path}/:connectionId`,
        { config: { scopes: ['read:organization_connections'] } },
        ({ params }) => requireShown(params.id, params.connectionId),
    );

    app.patch<{ Params: Params }>(
        `${path}/:connectionId`,
        { config: { scopes: ['update:organization_connections'] } },
        ({ params, body }) => {
            requireShown(params.id, params.connectionId);
            const { connections } = requireOrganization(store, params.id);
            const changes = requirePayload(SETTINGS, body);
            connections.set(params.connectionId, { ...connections.get(params.connectionId), ...changes });
            store.organizations.noteChange(params.id);
            return requireShown(params.id, params.connectionId);
        },
    );

    app.delete<{ Params: Params }>(
        `${path}/:connectionId`,
        { config: { scopes: ['delete:organization_connections'] } },
        async ({ params }, reply) => {
            requireOrganization(store, params.id).connections.delete(params.connectionId);
            store.organizations.noteChange(params.id);
            return reply.code(204).send();
        },
    );
}
