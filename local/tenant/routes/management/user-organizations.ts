import { formatOrganization } from '../../attachments/organizations.ts';
import { requireUser } from '../../attachments/require-user.ts';
import { answerList } from '../../lists.ts';
import type { Query } from '../../paging.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

/** Serves `/users/{id}/organizations`. */
export function userOrganizationRoutes(app: App, { store }: Tenant): void {
    app.get<{ Params: { id: string }; Querystring: Query }>(
        '/users/:id/organizations',
        { config: { scopes: ['read:organizations'] } },
        ({ params, query }) => {
            const { userId } = requireUser(store, params.id);
            const found = [...(store.attachments.find(userId)?.organizations ?? [])];
            return answerList(
                found.filter(({ members }) => members.has(userId)),
                query,
                'organizations',
                formatOrganization,
            );
        },
    );
}
