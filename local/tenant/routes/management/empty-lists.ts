import type { FastifyRequest } from 'fastify';
import type { JsonObject } from '../../entities.ts';
import { isCheckpointQuery, type Query, queryFlag, queryInteger } from '../../paging.ts';
import type { App } from '../../server.ts';

// What Auth0 has and the tenant does not: tools read these lists before they do anything else.
const LISTS: readonly { path: string; scope: string; name?: string }[] = [
    { path: '/actions/actions', scope: 'read:actions', name: 'actions' },
    { path: '/actions/modules', scope: 'read:actions', name: 'modules' },
    { path: '/actions/triggers', scope: 'read:actions', name: 'triggers' },
    { path: '/actions/triggers/:triggerId/bindings', scope: 'read:actions', name: 'bindings' },
    { path: '/custom-domains', scope: 'read:custom_domains' },
    { path: '/device-credentials', scope: 'read:device_credentials', name: 'device_credentials' },
    { path: '/connection-profiles', scope: 'read:connection_profiles', name: 'connection_profiles' },
    { path: '/user-attribute-profiles', scope: 'read:user_attribute_profiles', name: 'user_attribute_profiles' },
    { path: '/guardian/policies', scope: 'read:mfa_policies' },
];

/** Serves lists of what is never there, read only: actions, custom domains, device credentials, profiles, Guardian policies. */
export function emptyListRoutes(app: App): void {
    for (const { path, scope, name } of LISTS)
        app.get(path, { config: { scopes: [scope] } }, (request: FastifyRequest) =>
            emptyList(request.query as Query, path, name),
        );
}

// Each has the form that its answer has at Auth0.
function emptyList(query: Query, path: string, name: string | undefined): JsonObject | unknown[] {
    if (name === undefined) return [];
    const page = queryInteger(query, 'page', { default: 0 });
    const perPage = queryInteger(query, 'per_page', { default: 50, maximum: 100 });
    if (path.startsWith('/actions/triggers') && name === 'triggers') return { triggers: [] };
    if (path.startsWith('/actions/')) return { [name]: [], total: 0, page, per_page: perPage };
    if (isCheckpointQuery(query) || name.endsWith('_profiles')) return { [name]: [] };
    return queryFlag(query, 'include_totals') ? { [name]: [], start: page * perPage, limit: perPage, total: 0 } : [];
}
