/** Names the algorithms that `custom_password_hash.algorithm` may hold. */
export const HASH_ALGORITHMS = [
    'argon2',
    'bcrypt',
    'hmac',
    'ldap',
    'md4',
    'md5',
    'sha1',
    'sha256',
    'sha512',
    'pbkdf2',
    'scrypt',
] as const;

/** Names the encodings of a hash, a salt or a key; hex in either case, base64 also url-safe. */
export const HASH_ENCODINGS = ['base64', 'hex', 'utf8'] as const;

/** Names the places of a salt: before or after the password. */
export const SALT_POSITIONS = ['prefix', 'suffix'] as const;

/** Names the encodings of the text that was hashed. */
export const PASSWORD_ENCODINGS = ['ascii', 'utf8', 'utf16le', 'ucs2', 'latin1', 'binary'] as const;

/** Names the digests that `hash.digest` may hold for an HMAC. */
export const HMAC_DIGESTS = [
    'md4',
    'md5',
    'ripemd160',
    'sha1',
    'sha224',
    'sha256',
    'sha384',
    'sha512',
    'whirlpool',
] as const;

/** Is one of {@link HASH_ALGORITHMS}. */
export type HashAlgorithm = (typeof HASH_ALGORITHMS)[number];

/** Is one of {@link HASH_ENCODINGS}. */
export type HashEncoding = (typeof HASH_ENCODINGS)[number];

/** Is one of {@link SALT_POSITIONS}. */
export type SaltPosition = (typeof SALT_POSITIONS)[number];

/** Is one of {@link PASSWORD_ENCODINGS}. */
export type PasswordEncoding = (typeof PASSWORD_ENCODINGS)[number];

/** Is one of {@link HMAC_DIGESTS}. */
export type HmacDigest = (typeof HMAC_DIGESTS)[number];

/**
 * A hash of another system, as the import file carries it.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-import-schema (read 2026-11-21)
 */
export interface CustomPasswordHash {
    algorithm: HashAlgorithm;
    hash: {
        value: string;
        encoding?: HashEncoding;
        /** Of an HMAC only. */
        digest?: HmacDigest;
        /** Of an HMAC only; `encoding` is `utf8` by default. */
        key?: { value: string; encoding?: HashEncoding };
    };
    /** `encoding` is `utf8` and `position` is `prefix` by default. */
    salt?: { value: string; encoding?: HashEncoding; position?: SaltPosition };
    password?: { encoding?: PasswordEncoding };
    /** Bytes of a scrypt key. */
    keylen?: number;
    /** scrypt's N, a power of two. @default 16384 */
    cost?: number;
    /** scrypt's r. @default 8 */
    blockSize?: number;
    /** scrypt's p. @default 1 */
    parallelization?: number;
}
