import { hashOfRecordSchema, type SourceFile } from '../definition/source-file.ts';
import { kindOfError } from '../disclosure/foreign-error.ts';
import type { PresetHash } from '../inputs/presets/preset.ts';
import type { UserRecord } from '../records/user-record.ts';
import { columnNamed, mappingOf, valueOfColumn } from './column-mapping.ts';
import { isNothing } from './mapped-columns.ts';
import type { PasswordHashDescription } from './password-hash.ts';
import { HASH_ALGORITHMS, type HashAlgorithm } from './password-hashes/custom-password-hash.ts';
import type { ExclusionReason } from './user-fate.ts';
import type { SourcePasswordHash } from './user-hash.ts';

const HASH_FIELDS: readonly string[] = ['password_hash', 'custom_password_hash', 'passwordHash'];

/** What a salt is called that stands in a field of its own. */
const SALT_FIELDS: readonly string[] = ['salt', 'password_salt', 'passwordSalt', 'hash_salt'];

type Found =
    | { readonly profile: UserRecord; readonly hash: SourcePasswordHash | undefined }
    | { readonly reason: ExclusionReason; readonly detail: string };

/**
 * Takes the password hash out of the record of a file.
 *
 * It stands in the column that the definition describes, or where its function or the preset finds it, or under the name that
 * Auth0's import, its password hash export or the tutorials give it; the tutorials' `password_algorithm` tells how it was made.
 *
 * @param record - as the file has it
 * @param profile - the same in Auth0's words
 * @returns the profile without the hash; the reason why the user cannot go where the record has two hashes, or the function failed
 */
export function inlineHashOf(record: UserRecord, profile: UserRecord, source: SourceFile): Found {
    const { passwordHash } = source;
    const { presetHash, nulls } = mappingOf(source);
    if (typeof passwordHash === 'function') return byFunction(record, profile, passwordHash);
    if (passwordHash !== undefined) {
        const { column, saltColumn } = passwordHash;
        const rest = without(profile, [column, ...(saltColumn === undefined ? [] : [saltColumn]), ...HASH_FIELDS]);
        const hash = valueOfColumn(record, columnNamed(column));
        if (isNothing(hash, nulls)) return { profile: rest, hash: undefined };
        return { profile: rest, hash: { hash, description: describe(record, passwordHash, nulls) } };
    }
    const rest = without(profile, HASH_FIELDS);
    if (presetHash !== undefined) {
        const found = presetHash(record);
        return { profile: rest, hash: found === undefined ? undefined : sourceHashOf(found) };
    }
    const fields = HASH_FIELDS.filter((name) => !isNothing(profile[name], nulls));
    if (fields.length > 1) {
        return {
            reason: 'PASSWORD_HASH_TWICE',
            detail: `Expected one hash, got ${fields.map((name) => `\`${name}\``).join(' and ')}`,
        };
    }
    const [field] = fields;
    if (field === undefined) return { profile: rest, hash: undefined };
    const isSalted = SALT_FIELDS.some((name) => !isNothing(record[name], nulls));
    return {
        profile: rest,
        hash: { hash: profile[field], description: byName(profile['password_algorithm'], isSalted) },
    };
}

function byFunction(record: UserRecord, profile: UserRecord, read: (record: UserRecord) => unknown): Found {
    let given: unknown;
    try {
        // A copy: what is taken out of its lists stays in the profile.
        given = read(structuredClone(record));
    } catch (error) {
        return { reason: 'TRANSFORM_FAILED', detail: `\`source.passwordHash\` threw ${kindOfError(error)}` };
    }
    const checked = hashOfRecordSchema.safeParse(given);
    if (!checked.success) {
        const [issue] = checked.error.issues;
        const path = issue?.path.join('.') ?? '';
        return {
            reason: 'TRANSFORM_FAILED',
            detail: `\`source.passwordHash\` gave no description of a hash${path === '' ? '' : ` (\`${path}\`)`}`,
        };
    }
    const rest = without(profile, HASH_FIELDS);
    const { data } = checked;
    if (data === undefined || data === null || data === '') return { profile: rest, hash: undefined };
    return { profile: rest, hash: typeof data === 'string' ? { hash: data } : sourceHashOf(data as PresetHash) };
}

function sourceHashOf({ hash, algorithm, ...rest }: PresetHash): SourcePasswordHash {
    if (rest.pepper === true) return { hash, description: { ...rest, algorithm: algorithm ?? 'bcrypt' } };
    return algorithm === undefined ? { hash } : { hash, description: { ...rest, algorithm } };
}

function without(profile: UserRecord, names: readonly string[]): UserRecord {
    if (!names.some((name) => Object.hasOwn(profile, name))) return profile;
    return Object.fromEntries(Object.entries(profile).filter(([name]) => !names.includes(name)));
}

// A salt beside such a hash is one whose place and encoding nobody has said: without it, nobody could log in.
function byName(algorithm: unknown, isSalted: boolean): PasswordHashDescription | undefined {
    const known: HashAlgorithm | undefined = HASH_ALGORITHMS.find((name) => name === algorithm);
    return known === undefined ? undefined : { algorithm: known, ...(isSalted ? { salt: {} } : {}) };
}

type HashColumn = Exclude<NonNullable<SourceFile['passwordHash']>, (record: UserRecord) => unknown>;

function describe(
    record: UserRecord,
    { column: _column, saltColumn, algorithm, ...rest }: HashColumn,
    nulls: ReadonlySet<string>,
): PasswordHashDescription | undefined {
    // A pepper refuses the hash, whatever it is.
    if (rest.pepper === true) return { ...rest, algorithm: algorithm ?? 'bcrypt' };
    if (algorithm === undefined) return undefined;
    if (saltColumn === undefined) return { ...rest, algorithm };
    const value = valueOfColumn(record, columnNamed(saltColumn));
    // A user without a salt has a hash that nobody can check: it must not pass as one that was made without.
    const isThere = typeof value === 'number' || (typeof value === 'string' && !isNothing(value, nulls));
    const salt = isThere ? { ...rest.salt, value: String(value) } : rest.salt;
    return { ...rest, algorithm, salt: salt ?? {} };
}
