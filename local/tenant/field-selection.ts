import type { JsonObject } from './entities.ts';
import { type Query, queryText } from './paging.ts';

/**
 * Makes the function that keeps the root fields which `fields` names, or with `include_fields=false` the others.
 *
 * @param always - fields that Auth0 shows even so
 */
export function createFieldSelection(query: Query, always: readonly string[] = []): (object: JsonObject) => JsonObject {
    const fields = queryText(query, 'fields');
    if (fields === undefined || fields === '') return (object) => object;
    const named = new Set(fields.split(',').map((field) => field.trim()));
    const keep = queryText(query, 'include_fields') !== 'false';
    return (object) =>
        Object.fromEntries(
            Object.entries(object).filter(([name]) => named.has(name) === keep || always.includes(name)),
        );
}
