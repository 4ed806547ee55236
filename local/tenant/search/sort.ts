import type { Profile } from '../entities.ts';
import { ApiError } from '../errors.ts';
import { MAX_PAGED_RECORDS } from '../limits.ts';
import { createFieldReader } from './field-values.ts';

const SORT = /^([A-Za-z_.]+):(1|-1)$/;

/**
 * Orders users by a field as `sort=created_at:-1` says; those without the field come last.
 *
 * @returns the first `MAX_PAGED_RECORDS` only, which is as far as pages go, and how many there are; `undefined` without `sort`
 * @throws {ApiError} 400 `invalid_query_string` for another form, or for metadata, which can't be sorted by
 */
export function sortedUsers(
    profiles: Iterable<Profile>,
    sort: string | undefined,
): { users: Profile[]; total: number } | undefined {
    if (sort === undefined || sort === '') return undefined;
    const [, field, direction] = SORT.exec(sort) ?? [];
    if (field === undefined || field.startsWith('app_metadata') || field.startsWith('user_metadata'))
        throw new ApiError(
            400,
            `Query validation error: 'Invalid sort: ${sort}' on property sort`,
            'invalid_query_string',
        );
    const read = createFieldReader(field);
    const sign = Number(direction);
    const inOrder = (a: Sortable, b: Sortable) => {
        if (a.value === undefined || b.value === undefined)
            return Number(a.value === undefined) - Number(b.value === undefined);
        return sign * compare(a.value, b.value);
    };
    let first: Sortable[] = [];
    let total = 0;
    for (const profile of profiles) {
        first.push({ profile, value: read(profile)[0] });
        total += 1;
        // A million of them would not fit into memory. The order is stable, so cutting early changes nothing.
        if (first.length === 2 * MAX_PAGED_RECORDS) first = first.sort(inOrder).slice(0, MAX_PAGED_RECORDS);
    }
    const users = first.sort(inOrder).map(({ profile }) => profile);
    return { users: users.slice(0, MAX_PAGED_RECORDS), total };
}

interface Sortable {
    profile: Profile;
    value: unknown;
}

function compare(a: unknown, b: unknown): number {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    const [left, right] = [String(a), String(b)];
    return left < right ? -1 : left > right ? 1 : 0;
}
