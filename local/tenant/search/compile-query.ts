import { unreadableQuery } from './parse-query.ts';
import type { QueryNode, Range, Term } from './query-tree.ts';

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
const MIN_SUFFIX_LENGTH = 3;

/**
 * Makes the test that a query stands for.
 *
 * @throws {ApiError} 400 `invalid_query_string` for `*` before fewer than three letters
 */
export function compileQuery<T>(
    node: QueryNode,
    createReader: ReaderFactory<T>,
    defaultFields: readonly string[],
): Predicate<T> {
    return compile(node, { createReader, defaultFields });
}

function compile<T>(node: QueryNode, context: Context<T>): Predicate<T> {
    switch (node.kind) {
        case 'term':
            return compileTerm(node, context);
        case 'range':
            return compileRange(node, context);
        case 'not': {
            const matches = compile(node.node, context);
            return (item) => !matches(item);
        }
        case 'all': {
            const all = node.nodes.map((one) => compile(one, context));
            return (item) => all.every((matches) => matches(item));
        }
        case 'any': {
            const any = node.nodes.map((one) => compile(one, context));
            return (item) => any.some((matches) => matches(item));
        }
    }
}

function compileTerm<T>({ field, parts }: Term, context: Context<T>): Predicate<T> {
    if (field === '_exists_') {
        const read = context.createReader(parts.join('*'));
        return (item) => read(item).length > 0;
    }
    if (parts.length > 1) {
        if (isUserMetadata(field)) return () => false;
        const [first, last = ''] = parts;
        if (parts.length === 2 && first === '' && last !== '' && last.length < MIN_SUFFIX_LENGTH)
            throw unreadableQuery();
    }
    const fields = field === undefined ? context.defaultFields : [field];
    const readers = fields.map(context.createReader);
    const matches = valueMatcher(
        parts,
        fields.some((name) => CASE_INSENSITIVE.has(name)),
    );
    return (item) => readers.some((read) => read(item).some(matches));
}

function valueMatcher(parts: readonly string[], ignoreCase: boolean): (value: unknown) => boolean {
    const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text);
    const wanted = parts.map(fold);
    if (wanted.length === 1) return (value) => fold(textOf(value)) === wanted[0];
    // Not a regular expression: a hostile pattern must cost no more than its length.
    return (value) => matchesParts(fold(textOf(value)), wanted);
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

function compileRange<T>(
    { field, min, max, includesMin, includesMax }: Range,
    { createReader, defaultFields }: Context<T>,
): Predicate<T> {
    if (isUserMetadata(field)) return () => false;
    const readers = (field === undefined ? defaultFields : [field]).map(createReader);
    const isWithin = (value: unknown) => {
        const low = min === undefined ? 1 : compare(value, min);
        const high = max === undefined ? -1 : compare(value, max);
        return (low > 0 || (low === 0 && includesMin)) && (high < 0 || (high === 0 && includesMax));
    };
    return (item) => readers.some((read) => read(item).some(isWithin));
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
function isUserMetadata(field: string | undefined): boolean {
    return field?.startsWith('user_metadata') === true;
}
