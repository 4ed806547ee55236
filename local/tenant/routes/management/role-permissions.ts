import { formatPermission, givePermissions, readPermissions } from '../../attachments/permission-list.ts';
import { byPermissionName } from '../../attachments/permissions.ts';
import { requireRole } from '../../attachments/require-role.ts';
import { answerList } from '../../lists.ts';
import type { Query } from '../../paging.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

const PATH = '/roles/:id/permissions';

/** Serves `/roles/{id}/permissions`. */
export function rolePermissionRoutes(app: App, { store }: Tenant): void {
    app.get<{ Params: { id: string }; Querystring: Query }>(
        PATH,
        { config: { scopes: ['read:roles'] } },
        ({ params, query }) =>
            answerList(
                [...requireRole(store, params.id).permissions].sort(byPermissionName),
                query,
                'permissions',
                (permission) => formatPermission(store, permission),
            ),
    );

    app.post<{ Params: { id: string } }>(
        PATH,
        { config: { scopes: ['update:roles'] } },
        async ({ params, body }, reply) => {
            const { permissions } = requireRole(store, params.id);
            givePermissions(store, permissions, readPermissions(body), 'role');
            store.roles.noteChange(params.id);
            return reply.code(201).send({});
        },
    );

    // Recorded: 204, where the OpenAPI document has 200.
    app.delete<{ Params: { id: string } }>(
        PATH,
        { config: { scopes: ['update:roles'] } },
        async ({ params, body }, reply) => {
            const { permissions } = requireRole(store, params.id);
            for (const permission of readPermissions(body)) permissions.delete(permission);
            store.roles.noteChange(params.id);
            return reply.code(204).send();
        },
    );
}
