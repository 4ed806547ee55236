import { requireUser } from '../../attachments/require-user.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

interface Id {
    Params: { id: string };
}

/** Serves the accounts and tokens at other providers of a user: always none, for there are no other providers here. */
export function userTokenSetRoutes(app: App, { store }: Tenant): void {
    app.get<Id>('/users/:id/connected-accounts', { config: { scopes: ['read:users'] } }, ({ params }) => {
        requireUser(store, params.id);
        return { connected_accounts: [] };
    });

    app.get<Id>(
        '/users/:id/federated-connections-tokensets',
        { config: { scopes: ['read:federated_connections_tokens'] } },
        ({ params }) => {
            requireUser(store, params.id);
            return [];
        },
    );

    app.delete<{ Params: { id: string; setId: string } }>(
        '/users/:id/federated-connections-tokensets/:setId',
        { config: { scopes: ['delete:federated_connections_tokens'] } },
        async ({ params }, reply) => {
            requireUser(store, params.id);
            return reply.code(204).send();
        },
    );
}
