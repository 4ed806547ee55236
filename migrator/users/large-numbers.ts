import type { SourceFile } from '../definition/source-file.ts';
import { isRecord } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import { mappingOf } from './column-mapping.ts';

const METADATA = /^(?:app|user)_metadata(?:[.[]|$)/;

/**
 * Tells whether one of the numbers that nobody can hold is in the metadata of a record, as the text of its digits.
 *
 * @param except - keys of a place in metadata that is not looked at: the old ID may have the same digits
 */
export function hasLargeNumber(user: UserRecord, digits: ReadonlySet<string>, except: string | undefined): boolean {
    const isIn = (value: unknown, path: string): boolean => {
        if (typeof value === 'string') return path !== except && digits.has(value);
        if (Array.isArray(value)) return value.some((inner) => isIn(inner, path));
        return isRecord(value) && Object.entries(value).some(([key, inner]) => isIn(inner, `${path}.${key}`));
    };
    return ['app_metadata', 'user_metadata'].some((field) => isIn(user[field], field));
}

/**
 * Tells whether a place of a record goes into the metadata of a user, where Auth0 would round its number.
 *
 * Anywhere else such a number stays behind, or is an ID, which is a text.
 *
 * @param path - keys joined by dots
 * @param file - how the record becomes a profile
 */
export function isInMetadata(path: string, file: SourceFile): boolean {
    const { fields, used } = mappingOf(file);
    const isMapped = fields.some(
        ({ field, columns, read }) =>
            METADATA.test(field) &&
            // A preset's own function may take anything from the record.
            (read !== undefined ||
                columns.some(({ name, keys }) => {
                    const place = keys.join('.');
                    return (
                        path === name || path === place || path.startsWith(`${place}.`) || path.startsWith(`${name}.`)
                    );
                })),
    );
    return isMapped || (METADATA.test(path) && !used.has(path.split('.')[0] ?? path));
}
