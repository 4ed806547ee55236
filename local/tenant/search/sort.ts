import type { Profile } from '../entities.ts';
import { ApiError } from '../errors.ts';
import { createFieldReader } from './field-values.ts';

const SORT = /^([A-Za-z_.]+):(1|-1)$/;

/**
 * Orders users by a field as `sort=created_at:-1` says; those without the field come last.
 *
 * @throws {ApiError} 400 `invalid_query_string` for another form, or for metadata, which can't be sorted by
 */
export function sortedUsers(profiles: Iterable<Profile>, sort: string | undefined): Iterable<Profile> {
    if (sort === undefined || sort === '') return profiles;
    const [, field, direction] = SORT.exec(sort) ?? [];
    if (field === undefined || field.startsWith('app_metadata') || field.startsWith('user_metadata'))
        throw new ApiError(
            400,
            `Query validation error: 'Invalid sort: ${sort}' on property sort`,
            'invalid_query_string',
        );
    const read = createFieldReader(field);
    const sign = Number(direction);
    return [...profiles]
        .map((profile) => ({ profile, value: read(profile)[0] }))
        .sort((a, b) => {
            if (a.value === undefined || b.value === undefined)
                return Number(a.value === undefined) - Number(b.value === undefined);
            return sign * compare(a.value, b.value);
        })
        .map(({ profile }) => profile);
}

function compare(a: unknown, b: unknown): number {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    const [left, right] = [String(a), String(b)];
    return left < right ? -1 : left > right ? 1 : 0;
}
