import { giveRoles } from '../../attachments/give-roles.ts';
import { requireRole } from '../../attachments/require-role.ts';
import { formatMember, requireUsers } from '../../attachments/require-user.ts';
import { answerTimeline } from '../../lists.ts';
import type { Query } from '../../paging.ts';
import { requirePayload } from '../../payload.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

/** Serves `/roles/{id}/users`. */
export function roleUserRoutes(app: App, { store, clock }: Tenant): void {
    app.get<{ Params: { id: string }; Querystring: Query }>(
        '/roles/:id/users',
        { config: { scopes: ['read:users', 'read:roles', 'read:role_members'] } },
        ({ params, query }) =>
            answerTimeline(requireRole(store, params.id).users.entries(), query, 'users', (id) =>
                formatMember(store, id),
            ),
    );

    app.post<{ Params: { id: string } }>(
        '/roles/:id/users',
        { config: { scopes: ['update:roles', 'create:role_members'] } },
        ({ params, body }) => {
            const role = requireRole(store, params.id);
            const { users } = requirePayload(
                {
                    additionalProperties: false,
                    required: ['users'],
                    properties: { users: { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } } },
                },
                body,
            ) as { users: string[] };
            requireUsers(store, users, 404);
            for (const userId of users) giveRoles(store, userId, [role], clock.now());
            return {};
        },
    );
}
