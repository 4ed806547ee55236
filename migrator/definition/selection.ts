import { z } from 'zod';
import { isEncoding } from '../inputs/text-bytes.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { SelectionDefinition } from './selection-definition.ts';

/**
 * Checks `only` of a definition: a predicate, a share, or a file of e-mail addresses or IDs.
 *
 * - `file`: one address or ID a line; with `column`, a table (CSV) in whose column they stand
 * - `encoding`: of the file; UTF-8 by default, and what a byte order mark says
 *
 * @internal
 */
export const selectionSchema = z.union(
    [
        z.custom<(user: UserRecord) => boolean>((value) => typeof value === 'function'),
        z.strictObject({ share: z.number().gt(0).max(1) }),
        z.strictObject({
            file: z.string().min(1),
            column: z.string().min(1).optional(),
            encoding: z
                .string()
                .refine(isEncoding, 'expected an encoding such as utf-8, windows-1252 or utf-16')
                .optional(),
        }),
    ],
    'Expected a function, a share (`{ share: 0.05 }`) or a list (`{ file: ... }`)',
);

/** Which users of the source go. */
export type Selection = SelectionDefinition;
