import type { Attachments } from '../../attachments/user-attachments.ts';
import { ApiError } from '../../errors.ts';
import { checkpointPage, type Query, queryFlag } from '../../paging.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

/** Serves sessions and refresh tokens, of a user and by ID. */
export function userSessionRoutes(app: App, tenant: Tenant): void {
    addRoutes(app, tenant, { path: 'sessions', list: 'sessions', field: 'sessions', scope: 'sessions' });
    addRoutes(app, tenant, { path: 'refresh-tokens', list: 'tokens', field: 'refreshTokens', scope: 'refresh_tokens' });
}

function addRoutes(
    app: App,
    { store }: Tenant,
    { path, list, field, scope }: { path: string; list: string; field: 'sessions' | 'refreshTokens'; scope: string },
): void {
    const READ = { config: { scopes: [`read:${scope}`] } };
    const DELETE = { config: { scopes: [`delete:${scope}`] } };

    const findHolder = (id: string): [userId: string, attachments: Attachments] | undefined => {
        for (const entry of store.attachments.all()) if (entry[1][field].has(id)) return entry;
        return undefined;
    };

    // Recorded: users that don't exist have none, and no 404.
    app.get<{ Params: { userId: string }; Querystring: Query }>(`/users/:userId/${path}`, READ, ({ params, query }) => {
        const found = [...(store.attachments.find(params.userId)?.[field].values() ?? [])];
        const { items, next } = checkpointPage(found, query, ({ id }) => String(id));
        const total = queryFlag(query, 'include_totals') ? { total: found.length } : {};
        return { [list]: items, ...(next !== undefined && { next }), ...total };
    });

    app.delete<{ Params: { userId: string } }>(`/users/:userId/${path}`, DELETE, async ({ params }, reply) => {
        if (store.attachments.find(params.userId) !== undefined) store.attachments.of(params.userId)[field].clear();
        return reply.code(202).send({});
    });

    app.get<{ Params: { id: string } }>(`/${path}/:id`, READ, ({ params }) => {
        const found = findHolder(params.id)?.[1][field].get(params.id);
        if (found === undefined)
            throw new ApiError(404, field === 'sessions' ? 'Session not found' : 'Refresh token not found');
        return found;
    });

    app.delete<{ Params: { id: string } }>(`/${path}/:id`, DELETE, async ({ params }, reply) => {
        const [userId] = findHolder(params.id) ?? [];
        if (userId !== undefined) store.attachments.of(userId)[field].delete(params.id);
        return reply.code(field === 'sessions' ? 202 : 204).send();
    });
}
