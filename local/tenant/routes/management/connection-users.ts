import { deleteFromLegacy } from '../../custom-database/delete-from-legacy.ts';
import { ApiError, inexistentConnection, invalidQuery } from '../../errors.ts';
import { type Query, queryText } from '../../paging.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';
import { deleteIdentity } from '../../users/delete-user.ts';

/** Serves `DELETE /connections/{id}/users?email=`, which frees the address of a ghost too. */
export function connectionUserRoutes(app: App, tenant: Tenant): void {
    const { store } = tenant;
    app.delete<{ Params: { id: string }; Querystring: Query }>(
        '/connections/:id/users',
        { config: { scopes: ['delete:users'] } },
        async ({ params, query }, reply) => {
            const connection = store.connections.get(params.id);
            if (connection === undefined) throw inexistentConnection();
            if (connection.strategy !== 'auth0')
                throw new ApiError(400, 'Connection must be a database connection', 'operation_not_supported');
            const email = queryText(query, 'email');
            if (email === undefined || email === '')
                throw invalidQuery("Query validation error: 'Missing required property: email'.");
            const { byEmail } = connection.identities;
            const identity = byEmail.get(email.toLowerCase());
            if (identity !== undefined) await deleteFromLegacy(tenant, [identity]);
            // Another call may have deleted it while the script ran.
            if (identity !== undefined && byEmail.get(email.toLowerCase()) === identity) {
                if (tenant.unverified.has('delete-keeps-profile')) store.users.removeIdentity(identity);
                else deleteIdentity(store.users, identity);
            }
            return reply.code(204).send();
        },
    );
}
