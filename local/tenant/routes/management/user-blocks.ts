import { requireUser } from '../../attachments/require-user.ts';
import type { Connection } from '../../entities.ts';
import { invalidQuery } from '../../errors.ts';
import { type Query, queryText } from '../../paging.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

/** Serves `/user-blocks`: who was blocked after too many wrong passwords. `blocked` of a user is another thing. */
export function userBlockRoutes(app: App, { store, clock }: Tenant): void {
    const blocks = (connection: Connection, identifier: string) =>
        store.failedLogins
            .blockedAddresses(connection, identifier, clock)
            .map((ip) => ({ identifier, ip, connection: connection.name }));

    const identifiersOf = (userId: string) =>
        requireUser(store, userId).identities.flatMap(({ connection, email, username, phoneNumber }) =>
            [email, username, phoneNumber].flatMap((identifier) =>
                identifier === undefined ? [] : [{ connection, identifier }],
            ),
        );

    const requireIdentifier = (query: Query): string => {
        const identifier = queryText(query, 'identifier');
        if (identifier === undefined || identifier === '')
            throw invalidQuery("Query validation error: 'Missing required property: identifier'.");
        return identifier;
    };

    app.get<{ Querystring: Query }>('/user-blocks', { config: { scopes: ['read:users'] } }, ({ query }) => {
        const identifier = requireIdentifier(query);
        const found = [...store.connections.values()].flatMap((connection) => blocks(connection, identifier));
        return { blocked_for: found };
    });

    app.delete<{ Querystring: Query }>(
        '/user-blocks',
        { config: { scopes: ['update:users'] } },
        async ({ query }, reply) => {
            const identifier = requireIdentifier(query);
            for (const connection of store.connections.values())
                store.failedLogins.forgetIdentifier(connection, identifier);
            return reply.code(204).send();
        },
    );

    app.get<{ Params: { id: string } }>('/user-blocks/:id', { config: { scopes: ['read:users'] } }, ({ params }) => ({
        blocked_for: identifiersOf(params.id).flatMap(({ connection, identifier }) => blocks(connection, identifier)),
    }));

    app.delete<{ Params: { id: string } }>(
        '/user-blocks/:id',
        { config: { scopes: ['update:users'] } },
        async ({ params }, reply) => {
            for (const { connection, identifier } of identifiersOf(params.id))
                store.failedLogins.forgetIdentifier(connection, identifier);
            return reply.code(204).send();
        },
    );
}
