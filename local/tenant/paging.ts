import { ApiError, invalidQuery } from './errors.ts';
import { MAX_PAGED_RECORDS } from './limits.ts';

/** A query string as it was parsed. */
export type Query = Readonly<Record<string, string | string[] | undefined>>;

/** Reads a parameter that is there at most once. */
export function queryText(query: Query, name: string): string | undefined {
    const value = query[name];
    return Array.isArray(value) ? value[0] : value;
}

/** Reads a parameter that says yes or no. */
export function queryFlag(query: Query, name: string): boolean {
    return queryText(query, name) === 'true';
}

/** Reads a whole number. */
export function queryInteger(
    query: Query,
    name: string,
    { default: byDefault, minimum = 0, maximum }: { default: number; minimum?: number; maximum?: number },
): number {
    const text = queryText(query, name);
    if (text === undefined || text === '') return byDefault;
    const value = Number(text);
    const refuse = (message: string) => invalidQuery(`Query validation error: '${message}' on property ${name}`);
    if (!Number.isInteger(value)) throw refuse(`Expected type integer but found type string`);
    if (value < minimum) throw refuse(`Value ${value} is less than minimum ${minimum}`);
    if (maximum !== undefined && value > maximum) throw refuse(`Value ${value} is greater than maximum ${maximum}`);
    return value;
}

/** One page of a list. */
export interface Page<T> {
    items: T[];
    start: number;
    limit: number;
    total: number;
}

/**
 * Takes a page out of a list by `page` and `per_page`.
 *
 * @param knownTotal - how many there are, if that is known without looking at all
 * @throws {ApiError} 400 `invalid_paging` for a page that ends after the first 1,000 records, however many there are
 */
export function offsetPage<T>(
    items: Iterable<T>,
    query: Query,
    tooFar: (page: number) => string,
    knownTotal?: number,
): Page<T> {
    const page = queryInteger(query, 'page', { default: 0 });
    const limit = queryInteger(query, 'per_page', { default: 50, maximum: 100 });
    const start = page * limit;
    if (start + limit > MAX_PAGED_RECORDS) throw new ApiError(400, tooFar(page), 'invalid_paging');
    const found: T[] = [];
    let total = 0;
    for (const item of items) {
        if (knownTotal !== undefined && found.length === limit) break;
        if (total >= start && found.length < limit) found.push(item);
        total += 1;
    }
    return { items: found, start, limit, total: knownTotal ?? total };
}

/** The message of lists that can be read on with checkpoints. */
export function useCheckpoints(page: number): string {
    return `Requesting page ${page} exceeds the allowed maximum of ${MAX_PAGED_RECORDS} records. To fetch results beyond ${MAX_PAGED_RECORDS}, use the checkpoint pagination method.`;
}

/** Says whether a list is asked for by checkpoints; then offset parameters are ignored. */
export function isCheckpointQuery(query: Query): boolean {
    return queryText(query, 'take') !== undefined || queryText(query, 'from') !== undefined;
}

/**
 * Takes the records after a checkpoint.
 *
 * @param keyOf - what makes a record unique and orders nothing: the list's own order counts
 * @returns `next` only when there are more
 * @throws {ApiError} 400 for a checkpoint that leads nowhere
 */
export function checkpointPage<T>(
    items: Iterable<T>,
    query: Query,
    keyOf: (item: T) => string,
    maximum = 100,
): { items: T[]; next: string | undefined } {
    const take = queryInteger(query, 'take', { default: 50, minimum: 1, maximum });
    const from = queryText(query, 'from');
    const key = from === undefined || from === '' ? undefined : Buffer.from(from, 'base64url').toString('utf8');
    let isFound = key === undefined;
    const page: T[] = [];
    // Not as a list: there may be a million.
    for (const item of items) {
        if (isFound) page.push(item);
        else isFound = keyOf(item) === key;
        if (page.length > take) break;
    }
    if (!isFound) throw new ApiError(400, 'The checkpoint ID is invalid.', 'invalid_paging');
    const shown = page.slice(0, take);
    const last = shown.at(-1);
    const hasMore = page.length > take && last !== undefined;
    return { items: shown, next: hasMore ? Buffer.from(keyOf(last)).toString('base64url') : undefined };
}
