import { z } from 'zod';
import {
    HASH_ALGORITHMS,
    HASH_ENCODINGS,
    PASSWORD_ENCODINGS,
    SALT_POSITIONS,
} from '../users/password-hashes/custom-password-hash.ts';
import { UNSUPPORTED_ALGORITHMS } from '../users/password-hashes/description.ts';

const UNSUPPORTED = Object.keys(UNSUPPORTED_ALGORITHMS) as (keyof typeof UNSUPPORTED_ALGORITHMS)[];

const passwordHash = z.strictObject({
    /** Where the hash stands in a record: the name of a column, or keys joined by dots. */
    column: z.string().min(1),
    /** Where the salt stands, if it has a column of its own. */
    saltColumn: z.string().min(1).optional(),
    algorithm: z.enum([...HASH_ALGORITHMS, ...UNSUPPORTED]).optional(),
    encoding: z.enum(['hex', 'base64']).optional(),
    digest: z.string().optional(),
    key: z.strictObject({ value: z.string(), encoding: z.enum(HASH_ENCODINGS).optional() }).optional(),
    salt: z
        .strictObject({ encoding: z.enum(HASH_ENCODINGS).optional(), position: z.enum(SALT_POSITIONS).optional() })
        .optional(),
    password: z.strictObject({ encoding: z.enum(PASSWORD_ENCODINGS) }).optional(),
    iterations: z.int().positive().optional(),
    keylen: z.int().positive().optional(),
    cost: z.int().positive().optional(),
    blockSize: z.int().positive().optional(),
    parallelization: z.int().positive().optional(),
    pepper: z.boolean().optional(),
});

/**
 * Checks `source` of a definition: a file of users, and how its records become profiles.
 *
 * - `file`: relative to the project's folder; NDJSON, a JSON array or CSV, gzipped or not; left out where the program names it
 *   (`new DatabaseExport(...)`)
 * - `format`: told from the first bytes by default
 * - `connection`: takes only the records whose `connection` is this one, where records have one
 * - `columns`: Auth0's field, or a path in metadata, with the column (or keys joined by dots) that it comes from; by default
 *   the columns are Auth0's own, also as its dashboard and its exports rename them (`Id`, `Given Name`)
 * - `passwordHash`: the column of the hash, and what the hash does not tell itself
 */
export const sourceFileSchema = z.strictObject({
    file: z.string().min(1).optional(),
    format: z.enum(['json', 'csv']).optional(),
    connection: z.string().min(1).optional(),
    columns: z.record(z.string().regex(/^[a-z_]+(\.(?!__proto__(\.|$))[^.$]+)*$/), z.string().min(1)).optional(),
    passwordHash: passwordHash.optional(),
});

/** A file of users in the place of the source connection. */
export type SourceFile = z.output<typeof sourceFileSchema>;

/**
 * Gives the path of a file of users.
 *
 * @param source - of a definition that was joined with the settings, which name the file if the definition does not
 */
export function pathOfSourceFile({ file }: SourceFile): string {
    if (file === undefined) throw new Error('a file of users that is read has a path');
    return file;
}
