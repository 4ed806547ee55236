import { unreadableQuery } from './parse-query.ts';
import { ANY_CHARACTER, type QueryNode, type Range, type Term } from './query-tree.ts';
import { rangeTest, termTest } from './value-tests.ts';

/** Says whether something matches a query. */
export type Predicate<T> = (item: T) => boolean;

/** Makes the reader of one field; several values for a path through a list, none for a field that isn't there. */
export type ReaderFactory<T> = (field: string) => (item: T) => unknown[];

interface Context<T> {
    createReader: ReaderFactory<T>;
    /** For words without a field. */
    defaultFields: readonly string[];
}

const MIN_SUFFIX_LENGTH = 3;

/**
 * Makes the test that a query stands for.
 *
 * @throws {ApiError} 400 `invalid_query_string` for `*` before fewer than three letters, or a value that a field can't have
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
    const isExistence = parts.length === 2 && parts.every((part) => part === '');
    if (hasWildcard(parts) && !isExistence) {
        requireRanges(field);
        const [first, last = ''] = parts;
        if (parts.length === 2 && first === '' && last.length < MIN_SUFFIX_LENGTH) throw unreadableQuery();
    }
    const fields = field === undefined ? context.defaultFields : [field];
    return compileTest(termTest(fields, parts), fields, context);
}

function compileRange<T>(range: Range, context: Context<T>): Predicate<T> {
    requireRanges(range.field);
    const fields = range.field === undefined ? context.defaultFields : [range.field];
    return compileTest(rangeTest(fields, range), fields, context);
}

function compileTest<T>(
    matches: (value: unknown) => boolean,
    fields: readonly string[],
    { createReader }: Context<T>,
): Predicate<T> {
    const readers = fields.map(createReader);
    return (item) => readers.some((read) => read(item).some(matches));
}

function hasWildcard(parts: readonly string[]): boolean {
    return parts.length > 1 || parts[0]?.includes(ANY_CHARACTER) === true;
}

// Auth0 indexes user_metadata for exact matches only. Any other query should not get an empty answer that looks like the truth.
function requireRanges(field: string | undefined): void {
    if (field?.startsWith('user_metadata') === true) throw unreadableQuery();
}
