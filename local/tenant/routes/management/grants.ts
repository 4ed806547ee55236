import { invalidQuery } from '../../errors.ts';
import { answerList } from '../../lists.ts';
import { type Query, queryText } from '../../paging.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

/** Serves `/grants`: what users have consented to. No call can make one; a seed can. */
export function grantRoutes(app: App, { store }: Tenant): void {
    app.get<{ Querystring: Query }>('/grants', { config: { scopes: ['read:grants'] } }, ({ query }) => {
        const [userId, clientId, audience] = ['user_id', 'client_id', 'audience'].map((name) => queryText(query, name));
        const found = [...store.attachments.all()]
            .filter(([id]) => userId === undefined || id === userId)
            .flatMap(([, { grants }]) => [...grants.values()])
            .filter((grant) => clientId === undefined || grant['clientID'] === clientId)
            .filter((grant) => audience === undefined || grant['audience'] === audience);
        return answerList(found, query, 'grants', (grant) => grant);
    });

    app.delete<{ Querystring: Query }>(
        '/grants',
        { config: { scopes: ['delete:grants'] } },
        async ({ query }, reply) => {
            const userId = queryText(query, 'user_id');
            if (userId === undefined || userId === '')
                throw invalidQuery("Query validation error: 'Missing required property: user_id'.");
            if (store.attachments.find(userId) !== undefined) store.attachments.of(userId).grants.clear();
            return reply.code(204).send();
        },
    );

    app.delete<{ Params: { id: string } }>(
        '/grants/:id',
        { config: { scopes: ['delete:grants'] } },
        async ({ params }, reply) => {
            for (const [userId, { grants }] of store.attachments.all())
                if (grants.delete(params.id)) store.attachments.noteChange(userId);
            return reply.code(204).send();
        },
    );
}
