import type { SourceFile } from '../definition/source-file.ts';
import { mappingOf } from './column-mapping.ts';

const METADATA = /^(?:app|user)_metadata(?:[.[]|$)/;

/**
 * Tells whether a place of a record goes into the metadata of a user, where Auth0 would round its number.
 *
 * Anywhere else such a number stays behind, or is an ID, which is a text.
 *
 * @param path - keys joined by dots
 * @param file - how the record becomes a profile; undefined for an export of a connection
 */
export function isInMetadata(path: string, file: SourceFile | undefined): boolean {
    if (file === undefined) return METADATA.test(path);
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
