import type { SourceFile } from '../definition/source-file.ts';
import type { UserRecord } from '../records/user-record.ts';
import { columnOf } from './mapped-columns.ts';
import type { PasswordHashDescription } from './password-hash.ts';
import { HASH_ALGORITHMS, type HashAlgorithm } from './password-hashes/custom-password-hash.ts';
import type { SourcePasswordHash } from './user-hash.ts';

const HASH_FIELDS = ['password_hash', 'custom_password_hash', 'passwordHash'] as const;

/**
 * Takes the password hash out of the record of a file.
 *
 * It stands in the column that the definition describes, or under the name that Auth0's import, its password hash export or
 * the tutorials give it; the tutorials' `password_algorithm` tells how it was made.
 *
 * @param record - as the file has it
 * @param profile - the same in Auth0's words
 * @returns the profile without the hash
 */
export function inlineHashOf(
    record: UserRecord,
    profile: UserRecord,
    { passwordHash }: Pick<SourceFile, 'passwordHash'>,
): { profile: UserRecord; hash: SourcePasswordHash | undefined } {
    const column = passwordHash?.column;
    const field = HASH_FIELDS.find((name) => profile[name] !== undefined);
    const hash = column === undefined ? (field === undefined ? undefined : profile[field]) : columnOf(record, column);
    const rest = Object.fromEntries(
        Object.entries(profile).filter(
            ([name]) =>
                name !== column &&
                name !== passwordHash?.saltColumn &&
                !(HASH_FIELDS as readonly string[]).includes(name),
        ),
    );
    if (hash === undefined || hash === '') return { profile: rest, hash: undefined };
    const description =
        passwordHash === undefined ? byName(profile['password_algorithm']) : describe(record, passwordHash);
    return { profile: rest, hash: { hash, description } };
}

function byName(algorithm: unknown): PasswordHashDescription | undefined {
    const known = HASH_ALGORITHMS.find((name) => name === algorithm);
    return known === undefined ? undefined : { algorithm: known satisfies HashAlgorithm };
}

function describe(
    record: UserRecord,
    { column: _column, saltColumn, algorithm, ...rest }: NonNullable<SourceFile['passwordHash']>,
): PasswordHashDescription | undefined {
    if (algorithm === undefined) return undefined;
    const value = saltColumn === undefined ? undefined : columnOf(record, saltColumn);
    return {
        ...rest,
        algorithm,
        ...(typeof value === 'string' ? { salt: { ...rest.salt, value } } : {}),
    };
}
