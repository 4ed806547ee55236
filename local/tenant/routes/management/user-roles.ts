import { giveRoles } from '../../attachments/give-roles.ts';
import { byName, formatRole, readRoles } from '../../attachments/require-role.ts';
import { requireUser } from '../../attachments/require-user.ts';
import { answerList } from '../../lists.ts';
import type { Query } from '../../paging.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

const PATH = '/users/:id/roles';

/** Serves `/users/{id}/roles`. */
export function userRoleRoutes(app: App, { store, clock }: Tenant): void {
    app.get<{ Params: { id: string }; Querystring: Query }>(
        PATH,
        { config: { scopes: ['read:users', 'read:roles', 'read:role_members'] } },
        ({ params, query }) =>
            answerList(
                [...(store.attachments.find(requireUser(store, params.id).userId)?.roles ?? [])].sort(byName),
                query,
                'roles',
                formatRole,
            ),
    );

    app.post<{ Params: { id: string } }>(
        PATH,
        { config: { scopes: ['update:users', 'create:role_members'] } },
        async ({ params, body }, reply) => {
            const { userId } = requireUser(store, params.id);
            giveRoles(store, userId, readRoles(store, body), clock.now());
            return reply.code(204).send();
        },
    );

    app.delete<{ Params: { id: string } }>(
        PATH,
        { config: { scopes: ['update:users', 'delete:role_members'] } },
        async ({ params, body }, reply) => {
            const { userId } = requireUser(store, params.id);
            for (const role of readRoles(store, body)) {
                store.attachments.of(userId).roles.delete(role);
                role.users.delete(userId);
            }
            return reply.code(204).send();
        },
    );
}
