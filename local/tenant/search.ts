import type { Connection, Profile } from './entities.ts';
import { compileQuery, type Predicate } from './search/compile-query.ts';
import { createFieldReader } from './search/field-values.ts';
import { parseQuery } from './search/parse-query.ts';
import { ANY_CHARACTER, type QueryNode } from './search/query-tree.ts';
import type { TenantStore } from './store.ts';

const DEFAULT_FIELDS = ['email', 'name'];

/**
 * Finds the users that a query describes, in the order of their creation and as the search index shows them.
 *
 * @param query - absent or empty: everyone
 * @throws {ApiError} 400 `invalid_query_string` for one that can't be read
 */
export function searchUsers(store: TenantStore, query: string | undefined): Iterable<Profile> {
    const { index } = store.users;
    const all = () => index.view(store.users.profiles());
    if (query === undefined || query.trim() === '') return all();
    const tree = parseQuery(query);
    const createReader = (field: string) =>
        field === 'organization_id' ? organizationReader(store) : createFieldReader(field);
    const matches = compileQuery(tree, createReader, DEFAULT_FIELDS);
    // The shortcuts show what is, not what the index shows.
    const candidates = index.isBehind() ? undefined : candidatesOf(store, tree);
    return filtered(candidates ?? all(), matches);
}

// Those that a user is a member of; roles can be there before the membership.
function organizationReader({ attachments }: TenantStore): (profile: Profile) => string[] {
    return ({ userId }) =>
        [...(attachments.find(userId)?.organizations ?? [])]
            .filter(({ members }) => members.has(userId))
            .map(({ id }) => id);
}

function* filtered(profiles: Iterable<Profile>, matches: Predicate<Profile>): Generator<Profile, void, undefined> {
    for (const profile of profiles) if (matches(profile)) yield profile;
}

// A condition that every result must meet, and for which there is an index, saves a look at everyone.
function candidatesOf(store: TenantStore, node: QueryNode): Iterable<Profile> | undefined {
    if (node.kind === 'all') {
        for (const one of node.nodes) {
            const candidates = candidatesOf(store, one);
            if (candidates !== undefined) return candidates;
        }
        return undefined;
    }
    if (node.kind !== 'term' || node.parts.length > 1 || node.parts[0]?.includes(ANY_CHARACTER) === true)
        return undefined;
    const [value = ''] = node.parts;
    if (node.field === 'user_id') return store.users.profilesWithId(value);
    if (node.field === 'identities.connection') return profilesOn(store.connectionNamed(value));
    return undefined;
}

function* profilesOn(connection: Connection | undefined): Generator<Profile, void, undefined> {
    for (const identity of connection?.identities.byId.values() ?? [])
        if (identity.profile?.identities.find((own) => own.connection === connection) === identity)
            yield identity.profile;
}
