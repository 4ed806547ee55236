import { type Group, type Node, parse, type Range, type Term } from 'lucene';
import type { Connection, Profile } from './entities.ts';
import { ApiError } from './errors.ts';
import { createFieldReader } from './search/field-values.ts';
import type { TenantStore } from './store.ts';

type Predicate = (profile: Profile) => boolean;

const CASE_INSENSITIVE = new Set(['email', 'name', 'given_name', 'family_name', 'nickname']);
const NO_FIELD = '<implicit>';

/**
 * Finds the users that a query in Auth0's subset of Lucene's syntax describes, in the order of their creation.
 *
 * @param query - absent or empty: everyone
 * @throws {ApiError} 400 `invalid_query_string` for one that can't be read
 * @see https://auth0.com/docs/manage-users/user-search/user-search-query-syntax (read 2026-08-20)
 */
export function searchUsers(store: TenantStore, query: string | undefined): Iterable<Profile> {
    if (query === undefined || query.trim() === '') return store.users.profiles();
    const { tree, matches } = readQuery(query);
    return filtered(candidatesOf(store, tree) ?? store.users.profiles(), matches);
}

function readQuery(query: string): { tree: Node; matches: Predicate } {
    try {
        const tree = parse(query);
        return { tree, matches: compile(tree) };
    } catch {
        throw new ApiError(400, 'Invalid query string. Check the syntax of the parameter q.', 'invalid_query_string');
    }
}

function* filtered(profiles: Iterable<Profile>, matches: Predicate): Generator<Profile, void, undefined> {
    for (const profile of profiles) if (matches(profile)) yield profile;
}

// A condition that every result must meet, and for which there is an index, saves a look at everyone.
function candidatesOf(store: TenantStore, node: Node | undefined): Iterable<Profile> | undefined {
    if (node === undefined || isRange(node)) return undefined;
    if (!isTerm(node)) {
        if (node.start !== undefined) return undefined;
        if (node.operator === 'AND') return candidatesOf(store, node.left) ?? candidatesOf(store, node.right);
        if (node.operator === 'AND NOT' || node.operator === undefined) return candidatesOf(store, node.left);
        return undefined;
    }
    if (isPattern(node)) return undefined;
    const value = unescaped(node.term);
    if (node.field === 'user_id') return store.users.profilesWithId(value);
    if (node.field === 'identities.connection') return profilesOn(store.connectionNamed(value));
    return undefined;
}

function* profilesOn(connection: Connection | undefined): Generator<Profile, void, undefined> {
    for (const identity of connection?.identities.byId.values() ?? [])
        if (identity.profile?.identities.find((own) => own.connection === connection) === identity)
            yield identity.profile;
}

function compile(node: Node, inheritedField = NO_FIELD): Predicate {
    if (isRange(node)) return compileRange(node, inheritedField);
    if (isTerm(node)) return compileTerm(node, inheritedField);
    return compileGroup(node, inheritedField);
}

function compileGroup(group: Group, inheritedField: string): Predicate {
    const field = group.field ?? inheritedField;
    const first = compile(group.left, field);
    const left: Predicate = group.start?.includes('NOT') === true ? (profile) => !first(profile) : first;
    if (group.right === undefined) return left;
    const right = compile(group.right, field);
    switch (group.operator) {
        case 'AND':
            return (profile) => left(profile) && right(profile);
        case 'AND NOT':
        case 'NOT':
            return (profile) => left(profile) && !right(profile);
        case 'OR NOT':
            return (profile) => left(profile) || !right(profile);
        default:
            return (profile) => left(profile) || right(profile);
    }
}

function compileTerm(term: Term, inheritedField: string): Predicate {
    const field = term.field === NO_FIELD ? inheritedField : term.field;
    if (field.startsWith('-')) {
        const positive = compileTerm({ ...term, field: field.slice(1) }, inheritedField);
        return (profile) => !positive(profile);
    }
    if (field === '_exists_') {
        const read = createFieldReader(term.term);
        return (profile) => read(profile).length > 0;
    }
    const fields = field === NO_FIELD ? ['email', 'name'] : [field];
    const readers = fields.map(createFieldReader);
    const matches = valueMatcher(
        term,
        fields.some((name) => CASE_INSENSITIVE.has(name)),
    );
    return (profile) => readers.some((read) => read(profile).some(matches));
}

function valueMatcher(term: Term, ignoreCase: boolean): (value: unknown) => boolean {
    const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text);
    const wanted = fold(unescaped(term.term));
    if (!isPattern(term)) return (value) => fold(textOf(value)) === wanted;
    // Not a regular expression: a hostile pattern must cost no more than its length.
    const parts = wanted.split('*');
    return (value) => matchesParts(fold(textOf(value)), parts);
}

function matchesParts(text: string, parts: readonly string[]): boolean {
    const [first = '', ...others] = parts;
    const last = others.pop() ?? '';
    if (!text.startsWith(first)) return false;
    let position = first.length;
    for (const part of others) {
        const found = text.indexOf(part, position);
        if (found === -1) return false;
        position = found + part.length;
    }
    return text.length - last.length >= position && text.endsWith(last);
}

function compileRange(range: Range, inheritedField: string): Predicate {
    const read = createFieldReader(range.field === NO_FIELD ? inheritedField : range.field);
    const includesMin = range.inclusive === 'both' || range.inclusive === 'left';
    const includesMax = range.inclusive === 'both' || range.inclusive === 'right';
    const isWithin = (value: unknown) => {
        const low = range.term_min === '*' ? 1 : compare(value, range.term_min);
        const high = range.term_max === '*' ? -1 : compare(value, range.term_max);
        return (low > 0 || (low === 0 && includesMin)) && (high < 0 || (high === 0 && includesMax));
    };
    return (profile) => read(profile).some(isWithin);
}

// ISO dates compare as texts, also when one is only the start of the other.
function compare(value: unknown, bound: string): number {
    if (typeof value === 'number') return value - Number(bound);
    const text = textOf(value);
    return text < bound ? -1 : text > bound ? 1 : 0;
}

function textOf(value: unknown): string {
    return typeof value === 'string' ? value : JSON.stringify(value);
}

function isTerm(node: Node): node is Term {
    return 'term' in node;
}

function isRange(node: Node): node is Range {
    return 'term_min' in node;
}

function isPattern(term: Term): boolean {
    return !term.quoted && /(?<!\\)\*/.test(term.term);
}

function unescaped(text: string): string {
    return text.replaceAll(/\\(.)/g, '$1');
}
