import { type Group, type Node, parse, type Range, type Term } from 'lucene';
import { invalidQuery } from '../errors.ts';

/** Says whether something matches a query. */
export type Predicate<T> = (item: T) => boolean;

/** Makes the reader of one field; several values for a path through a list, none for a field that isn't there. */
export type ReaderFactory<T> = (field: string) => (item: T) => unknown[];

interface Context<T> {
    createReader: ReaderFactory<T>;
    /** For words without a field. */
    defaultFields: readonly string[];
}

const CASE_INSENSITIVE = new Set(['email', 'name', 'given_name', 'family_name', 'nickname']);
const NO_FIELD = '<implicit>';
const MIN_SUFFIX_LENGTH = 3;

/**
 * Parses Auth0's subset of Lucene's syntax.
 *
 * @throws {ApiError} 400 `invalid_query_string`
 * @see https://auth0.com/docs/manage-users/user-search/user-search-query-syntax (read 2026-08-20)
 */
export function parseQuery(query: string): Node {
    try {
        return parse(query);
    } catch {
        throw unreadable();
    }
}

/**
 * Makes the test that a parsed query stands for.
 *
 * @throws {ApiError} 400 `invalid_query_string` for `*` before fewer than three letters
 */
export function compileQuery<T>(
    node: Node,
    createReader: ReaderFactory<T>,
    defaultFields: readonly string[],
): Predicate<T> {
    return compile(node, NO_FIELD, { createReader, defaultFields });
}

function unreadable() {
    return invalidQuery('Invalid query string. Check the syntax of the parameter q.');
}

function compile<T>(node: Node, inheritedField: string, context: Context<T>): Predicate<T> {
    if (isRange(node)) return compileRange(node, inheritedField, context);
    if (isTerm(node)) return compileTerm(node, inheritedField, context);
    return compileGroup(node, inheritedField, context);
}

function compileGroup<T>(group: Group, inheritedField: string, context: Context<T>): Predicate<T> {
    const field = group.field ?? inheritedField;
    const first = compile(group.left, field, context);
    const left: Predicate<T> = group.start?.includes('NOT') === true ? (item) => !first(item) : first;
    if (group.right === undefined) return left;
    const right = compile(group.right, field, context);
    switch (group.operator) {
        case 'AND':
            return (item) => left(item) && right(item);
        case 'AND NOT':
        case 'NOT':
            return (item) => left(item) && !right(item);
        case 'OR NOT':
            return (item) => left(item) || !right(item);
        default:
            return (item) => left(item) || right(item);
    }
}

function compileTerm<T>(term: Term, inheritedField: string, context: Context<T>): Predicate<T> {
    const field = term.field === NO_FIELD ? inheritedField : term.field;
    if (field.startsWith('-')) {
        const positive = compileTerm({ ...term, field: field.slice(1) }, inheritedField, context);
        return (item) => !positive(item);
    }
    if (field === '_exists_') {
        const read = context.createReader(term.term);
        return (item) => read(item).length > 0;
    }
    if (isPattern(term)) {
        if (isUserMetadata(field)) return () => false;
        if (/^\*[^*]*$/.test(term.term) && term.term.length > 1 && term.term.length <= MIN_SUFFIX_LENGTH)
            throw unreadable();
    }
    const fields = field === NO_FIELD ? context.defaultFields : [field];
    const readers = fields.map(context.createReader);
    const matches = valueMatcher(
        term,
        fields.some((name) => CASE_INSENSITIVE.has(name)),
    );
    return (item) => readers.some((read) => read(item).some(matches));
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

function compileRange<T>(range: Range, inheritedField: string, context: Context<T>): Predicate<T> {
    const field = range.field === NO_FIELD ? inheritedField : range.field;
    if (isUserMetadata(field)) return () => false;
    const read = context.createReader(field);
    const includesMin = range.inclusive === 'both' || range.inclusive === 'left';
    const includesMax = range.inclusive === 'both' || range.inclusive === 'right';
    const isWithin = (value: unknown) => {
        const low = range.term_min === '*' ? 1 : compare(value, range.term_min);
        const high = range.term_max === '*' ? -1 : compare(value, range.term_max);
        return (low > 0 || (low === 0 && includesMin)) && (high < 0 || (high === 0 && includesMax));
    };
    return (item) => read(item).some(isWithin);
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

// Auth0 indexes user_metadata for exact matches only.
function isUserMetadata(field: string): boolean {
    return field.startsWith('user_metadata');
}

/** Says whether a node is one condition. */
export function isTerm(node: Node): node is Term {
    return 'term' in node;
}

/** Says whether a node is a range. */
export function isRange(node: Node): node is Range {
    return 'term_min' in node;
}

/** Says whether a condition has wildcards. */
export function isPattern(term: Term): boolean {
    return !term.quoted && /(?<!\\)\*/.test(term.term);
}

/** Reads the value of a condition. */
export function unescaped(text: string): string {
    return text.replaceAll(/\\(.)/g, '$1');
}
