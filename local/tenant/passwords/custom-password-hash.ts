/**
 * A hash of another system as an import file carries it: snake_case names and defaults are Auth0's.
 *
 * Values of `encoding`, `position` and `digest` are plain strings, because a stored hash is as untrusted as the file it came from.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-import-schema (read 2026-11-21)
 */
export interface CustomPasswordHash {
    algorithm: string;
    hash: { value: string; encoding?: string; digest?: string; key?: { value: string; encoding?: string } };
    salt?: { value: string; encoding?: string; position?: string };
    password?: { encoding?: string };
    keylen?: number;
    cost?: number;
    blockSize?: number;
    parallelization?: number;
}

/** Names the algorithms that `custom_password_hash.algorithm` may hold. */
export const CUSTOM_HASH_ALGORITHMS = [
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

/** Says whether an algorithm is one round of a digest over salt and password. */
export function isPlainDigest(algorithm: string): boolean {
    return ['md4', 'md5', 'sha1', 'sha256', 'sha512'].includes(algorithm);
}
