import { isDeepStrictEqual } from 'node:util';
import type { ClientGrant, JsonObject } from '../../entities.ts';
import { ApiError, inexistentClient, invalidBody } from '../../errors.ts';
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
import { closed, FLAG, list, oneOf, orNull, TEXT } from '../../shapes/shape.ts';
import { managementAudiences, type Tenant } from '../../tenant.ts';

const SCOPE = list({ ...TEXT, minLength: 1, maxLength: 280 });
const DETAILS = list({ ...TEXT, minLength: 1, maxLength: 255 });
const ORGANIZATION_USAGE = oneOf('deny', 'allow', 'require');

const NEW_GRANT: Schema = closed(
    {
        client_id: TEXT,
        default_for: oneOf('third_party_clients'),
        audience: { ...TEXT, minLength: 1 },
        scope: SCOPE,
        allow_all_scopes: FLAG,
        authorization_details_types: DETAILS,
        organization_usage: ORGANIZATION_USAGE,
        allow_any_organization: FLAG,
        subject_type: oneOf('client', 'user'),
    },
    { required: ['audience'] },
);

const CHANGES: Schema = closed(
    {
        scope: orNull(SCOPE),
        allow_all_scopes: orNull(FLAG),
        authorization_details_types: DETAILS,
        organization_usage: orNull(ORGANIZATION_USAGE),
        allow_any_organization: orNull(FLAG),
    },
    { minProperties: 1 },
);

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
            client_id?: string;
            audience: string;
            scope?: string[];
        } & JsonObject;
        const { client_id: clientId, scope, audience: asked, ...attributes } = body;
        if ((clientId === undefined) === (attributes['default_for'] === undefined))
            throw invalidBody('Expected either client_id or default_for.');
        const allowsAll = attributes['allow_all_scopes'] === true;
        if (allowsAll === (scope !== undefined)) throw invalidBody('Expected either scope or allow_all_scopes.');
        const audience = managementAudiences(tenant).includes(asked) ? managementAudiences(tenant)[0] : asked;
        if (clientId !== undefined && !store.clients.has(clientId)) throw inexistentClient();
        const isManagementApi = audience === managementAudiences(tenant)[0];
        if (audience === undefined || !(isManagementApi || store.resourceServerNamed(audience) !== undefined))
            throw new ApiError(404, 'The resource server does not exist', 'inexistent_resource_server');
        const grant: ClientGrant = { id: randomId('cgr_'), clientId, audience, scope, attributes };
        if ([...store.clientGrants.values()].some((other) => isSameGrant(grant, other)))
            throw new ApiError(
                409,
                'A resource with the same client_id and audience already exists.',
                'client_grant_conflict',
            );
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
            const { scope, ...attributes } = requirePayload(CHANGES, body) as { scope?: string[] | null } & JsonObject;
            const merged = Object.entries({ ...grant.attributes, ...attributes }).filter(([, value]) => value !== null);
            grant.attributes = Object.fromEntries(merged);
            // All scopes, or those that are named.
            const allowsAll = grant.attributes['allow_all_scopes'] === true;
            grant.scope = allowsAll ? undefined : (scope ?? grant.scope ?? []);
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

// A client has one grant of an API for itself and one for users; so has what is granted by default.
function isSameGrant(one: ClientGrant, other: ClientGrant): boolean {
    const [left, right] = [one, other].map(({ clientId, audience, attributes }) => [
        clientId,
        audience,
        attributes['subject_type'] ?? 'client',
        attributes['default_for'],
    ]);
    return isDeepStrictEqual(left, right);
}

function createFilter(query: Query): (grant: ClientGrant) => boolean {
    const clientId = queryText(query, 'client_id');
    const audience = queryText(query, 'audience');
    const subjectType = queryText(query, 'subject_type');
    const defaultFor = queryText(query, 'default_for');
    return (grant) =>
        (subjectType === undefined || (grant.attributes['subject_type'] ?? 'client') === subjectType) &&
        (defaultFor === undefined || grant.attributes['default_for'] === defaultFor) &&
        (clientId === undefined || grant.clientId === clientId) &&
        (audience === undefined || grant.audience === audience);
}
