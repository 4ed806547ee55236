import {
    ENABLED_CONNECTION_CHANGES,
    NEW_ENABLED_CONNECTION,
    requireSignUpWithMembership,
} from '../../attachments/organization-connection.ts';
import {
    formatEnabledConnection,
    formatOrganizationConnection,
    requireOrganization,
} from '../../attachments/organizations.ts';
import type { JsonObject } from '../../entities.ts';
import { ApiError, invalidBody } from '../../errors.ts';
import { MAX_CONNECTIONS_PER_ORGANIZATION } from '../../limits.ts';
import { answerList } from '../../lists.ts';
import { type Query, queryText } from '../../paging.ts';
import { requirePayload } from '../../payload.ts';
import type { Schema } from '../../schema.ts';
import type { App } from '../../server.ts';
import { closed, FLAG, oneOf, orNull, TEXT } from '../../shapes/shape.ts';
import type { Tenant } from '../../tenant.ts';

/** What differs between the two paths to the connections of an organization. */
interface Version {
    path: string;
    newConnection: Schema;
    changes: Schema;
    show: typeof formatEnabledConnection;
    answer: (shown: JsonObject[], query: Query) => JsonObject[] | JsonObject;
}

const NEWER_SETTINGS = {
    ...ENABLED_CONNECTION_CHANGES.properties,
    organization_connection_name: orNull(TEXT),
    organization_access_level: orNull(oneOf('none', 'readonly', 'limited', 'full')),
    is_enabled: orNull(FLAG),
};

const VERSIONS: readonly Version[] = [
    {
        path: '/organizations/:id/enabled_connections',
        newConnection: NEW_ENABLED_CONNECTION,
        changes: ENABLED_CONNECTION_CHANGES,
        show: formatEnabledConnection,
        answer: (shown, query) => {
            const list = answerList(shown, query, 'enabled_connections', (connection) => connection);
            // Recorded: `limit` is how many there are, whatever `per_page` says.
            return Array.isArray(list) ? list : { ...list, limit: shown.length };
        },
    },
    {
        path: '/organizations/:id/connections',
        newConnection: closed(
            { ...NEWER_SETTINGS, connection_id: { ...TEXT, minLength: 1 } },
            { required: ['connection_id'] },
        ),
        changes: closed(NEWER_SETTINGS),
        show: formatOrganizationConnection,
        answer: (shown, query) => {
            const wanted = queryText(query, 'is_enabled');
            const found = shown
                .filter(({ is_enabled: isEnabled }) => wanted === undefined || String(isEnabled) === wanted)
                .sort(byId);
            return answerList(found, query, 'connections', (connection) => connection);
        },
    },
];

// Recorded: by the IDs of the connections, whatever their case.
function byId(one: JsonObject, other: JsonObject): number {
    const [left, right] = [one, other].map(({ connection_id: id }) => String(id).toLowerCase());
    return String(left) < String(right) ? -1 : 1;
}

interface Params {
    id: string;
    connectionId: string;
}

/** Serves `/organizations/{id}/enabled_connections`, and by its newer name `/organizations/{id}/connections`. */
export function organizationConnectionRoutes(app: App, tenant: Tenant): void {
    for (const version of VERSIONS) addRoutes(app, tenant, version);
}

function addRoutes(app: App, { store }: Tenant, { path, newConnection, changes, show, answer }: Version): void {
    const requireShown = (id: string, connectionId: string): JsonObject => {
        const shown = show(store, requireOrganization(store, id), connectionId);
        if (shown === undefined) throw new ApiError(404, 'No connection found by that id');
        return shown;
    };

    app.get<{ Params: { id: string }; Querystring: Query }>(
        path,
        { config: { scopes: ['read:organization_connections'] } },
        ({ params, query }) => {
            const organization = requireOrganization(store, params.id);
            const shown = [...organization.connections.keys()]
                .map((id) => show(store, organization, id))
                .filter((connection) => connection !== undefined);
            return answer(shown, query);
        },
    );

    app.post<{ Params: { id: string } }>(
        path,
        { config: { scopes: ['create:organization_connections'] } },
        async ({ params, body }, reply) => {
            const { connections } = requireOrganization(store, params.id);
            const { connection_id: id, ...settings } = requirePayload(newConnection, body) as JsonObject & {
                connection_id: string;
            };
            requireSignUpWithMembership(settings);
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
            const settings = { ...connections.get(params.connectionId), ...requirePayload(changes, body) };
            requireSignUpWithMembership(settings);
            connections.set(params.connectionId, settings);
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
