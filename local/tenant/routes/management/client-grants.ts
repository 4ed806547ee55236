import type { ClientGrant } from '../../entities.ts';
import { ApiError } from '../../errors.ts';
import { formatClientGrant } from '../../formatters.ts';
import { randomId } from '../../ids.ts';
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
import type { Schema } from '../../schema.ts';
import type { App } from '../../server.ts';
import { managementAudiences, type Tenant } from '../../tenant.ts';

const NEW_GRANT: Schema = {
    type: 'object',
    additionalProperties: false,
    required: ['client_id', 'audience', 'scope'],
    properties: {
        client_id: { type: 'string' },
        audience: { type: 'string', minLength: 1 },
        scope: { type: 'array', items: { type: 'string', minLength: 1, maxLength: 280 } },
        organization_usage: { type: 'string', enum: ['deny', 'allow', 'require'] },
        allow_any_organization: { type: 'boolean' },
        subject_type: { type: 'string', enum: ['client', 'user'] },
    },
};

const CHANGES: Schema = {
    type: 'object',
    additionalProperties: false,
    properties: {
        scope: { type: 'array', items: { type: 'string', minLength: 1, maxLength: 280 } },
        organization_usage: { type: ['string', 'null'], enum: ['deny', 'allow', 'require'] },
        allow_any_organization: { type: ['boolean', 'null'] },
        authorization_details_types: { type: 'array', items: { type: 'string' } },
        allow_all_scopes: { type: 'boolean' },
    },
};

/** Serves `/client-grants`: which client may ask tokens for which API. */
export function clientGrantRoutes(app: App, tenant: Tenant): void {
    const { store } = tenant;

    app.get<{ Querystring: Query }>('/client-grants', { config: { scopes: ['read:client_grants'] } }, ({ query }) => {
        const found = [...store.clientGrants.values()].filter(createFilter(query));
        if (isCheckpointQuery(query)) {
            const { items, next } = checkpointPage(found, query, ({ id }) => id);
            return { client_grants: items.map(formatClientGrant), ...(next !== undefined && { next }) };
        }
        const { items, total, start, limit } = offsetPage(found, query, useCheckpoints);
        const grants = items.map(formatClientGrant);
        return queryFlag(query, 'include_totals') ? { total, start, limit, client_grants: grants } : grants;
    });

    app.post('/client-grants', { config: { scopes: ['create:client_grants'] } }, async (request, reply) => {
        const body = requirePayload(NEW_GRANT, request.body) as {
            client_id: string;
            audience: string;
            scope: string[];
        };
        const { client_id: clientId, scope, ...rest } = body;
        const { audience: asked, ...attributes } = rest;
        const audience = managementAudiences(tenant).includes(asked) ? managementAudiences(tenant)[0] : asked;
        if (!store.clients.has(clientId)) throw new ApiError(404, 'The client does not exist', 'inexistent_client');
        const isManagementApi = audience === managementAudiences(tenant)[0];
        if (audience === undefined || !(isManagementApi || store.resourceServerNamed(audience) !== undefined))
            throw new ApiError(404, 'The resource server does not exist', 'inexistent_resource_server');
        const grants = [...store.clientGrants.values()];
        if (grants.some((grant) => grant.clientId === clientId && grant.audience === audience))
            throw new ApiError(
                409,
                'A resource with the same client_id and audience already exists.',
                'client_grant_conflict',
            );
        const grant: ClientGrant = { id: randomId('cgr_'), clientId, audience, scope, attributes };
        store.clientGrants.set(grant.id, grant);
        return reply.code(201).send(formatClientGrant(grant));
    });

    const requireGrant = (id: string): ClientGrant => {
        const grant = store.clientGrants.get(id);
        if (grant === undefined) throw new ApiError(404, 'The client grant does not exist', 'inexistent_client_grant');
        return grant;
    };

    app.get<{ Params: { id: string } }>(
        '/client-grants/:id',
        { config: { scopes: ['read:client_grants'] } },
        ({ params }) => formatClientGrant(requireGrant(params.id)),
    );

    app.patch<{ Params: { id: string } }>(
        '/client-grants/:id',
        { config: { scopes: ['update:client_grants'] } },
        ({ params, body }) => {
            const grant = requireGrant(params.id);
            const { scope = grant.scope, ...attributes } = requirePayload(CHANGES, body) as { scope?: string[] };
            grant.scope = scope;
            grant.attributes = { ...grant.attributes, ...attributes };
            store.clientGrants.noteChange(grant.id);
            return formatClientGrant(grant);
        },
    );

    app.delete<{ Params: { id: string } }>(
        '/client-grants/:id',
        { config: { scopes: ['delete:client_grants'] } },
        async ({ params }, reply) => {
            store.clientGrants.delete(params.id);
            return reply.code(204).send();
        },
    );
}

function createFilter(query: Query): (grant: ClientGrant) => boolean {
    const clientId = queryText(query, 'client_id');
    const audience = queryText(query, 'audience');
    return (grant) =>
        (clientId === undefined || grant.clientId === clientId) &&
        (audience === undefined || grant.audience === audience);
}
