import { deleteFromLegacy } from '../../custom-database/delete-from-legacy.ts';
import type { Profile } from '../../entities.ts';
import { inexistentUser, invalidQuery } from '../../errors.ts';
import { createFieldSelection } from '../../field-selection.ts';
import { formatUser } from '../../formatters.ts';
import { offsetPage, type Query, queryFlag, queryText } from '../../paging.ts';
import { sortedUsers } from '../../search/sort.ts';
import { searchUsers } from '../../search.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';
import { createUser } from '../../users/create-user.ts';
import { deleteProfile } from '../../users/delete-user.ts';
import { updateUser } from '../../users/update-user.ts';

const FIRST_THOUSAND =
    'You can only page through the first 1000 records. See https://auth0.com/docs/users/search/v3/view-search-results-by-page#limitation.';

/** Serves `/users` and `/users-by-email`. */
export function userRoutes(app: App, tenant: Tenant): void {
    const { store } = tenant;

    // With one ID on two connections, Auth0 acts on the first user that it finds; here it is the oldest, unless a test chose otherwise.
    const requireProfile = (userId: string): Profile => {
        const [profile] = store.users.profilesWithId(userId);
        if (profile === undefined) throw inexistentUser();
        return profile;
    };

    app.get<{ Querystring: Query }>(
        '/users',
        { config: { scopes: ['read:users', 'read:user_idp_tokens'] } },
        (request) => {
            const { query } = request;
            requireSearchEngine(queryText(query, 'search_engine'));
            const found = searchUsers(store, queryText(query, 'q'));
            const sorted = sortedUsers(found, queryText(query, 'sort'));
            const isEveryone = (queryText(query, 'q') ?? '').trim() === '' && !store.users.index.isBehind();
            const total = sorted?.total ?? (isEveryone ? store.users.profileCount : undefined);
            const page = offsetPage(sorted?.users ?? found, query, () => FIRST_THOUSAND, total);
            const select = createFieldSelection(query);
            const users = page.items.map((profile) => select(formatUser(profile)));
            if (!queryFlag(query, 'include_totals')) return users;
            return { start: page.start, limit: page.limit, length: users.length, users, total: page.total };
        },
    );

    app.post('/users', { config: { scopes: ['create:users'] } }, async (request, reply) =>
        reply.code(201).send(formatUser(await createUser(store, request.body, tenant))),
    );

    app.get<{ Params: { id: string }; Querystring: Query }>(
        '/users/:id',
        { config: { scopes: ['read:users', 'read:current_user', 'read:user_idp_tokens'] } },
        (request) => createFieldSelection(request.query)(formatUser(requireProfile(request.params.id))),
    );

    app.patch<{ Params: { id: string } }>(
        '/users/:id',
        {
            config: {
                scopes: ['update:users', 'update:users_app_metadata', 'update:current_user_metadata'],
            },
        },
        async (request) => {
            const profile = requireProfile(request.params.id);
            await updateUser(store, profile, request.body, tenant);
            return formatUser(profile);
        },
    );

    app.delete<{ Params: { id: string } }>(
        '/users/:id',
        { config: { scopes: ['delete:users', 'delete:current_user'] } },
        async (request, reply) => {
            const [profile] = store.users.profilesWithId(request.params.id);
            if (profile !== undefined) {
                await deleteFromLegacy(tenant, profile.identities);
                // Another call may have deleted it while the script ran.
                if (store.users.profilesWithId(profile.userId).includes(profile)) deleteProfile(store.users, profile);
            }
            await reply.code(204).send();
        },
    );

    app.get<{ Querystring: Query }>('/users-by-email', { config: { scopes: ['read:users'] } }, (request) => {
        const email = queryText(request.query, 'email');
        if (email === undefined) throw invalidQuery("Query validation error: 'Missing required property: email'.");
        const select = createFieldSelection(request.query);
        const found: Profile[] = [];
        for (const { identities } of store.connections.values()) {
            const profile: Profile | undefined = identities.byEmail.get(email)?.profile;
            if (profile?.email === email && !found.includes(profile)) found.push(profile);
        }
        return found.map((profile) => select(formatUser(profile)));
    });
}

// The document still names v1 and v2; what Auth0 says to them, now that they are gone, is not known.
function requireSearchEngine(name: string | undefined): void {
    if (name !== undefined && name !== '' && name !== 'v3')
        throw invalidQuery(`Query validation error: 'No enum match for: ${name}' on property search_engine`);
}
