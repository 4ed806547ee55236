import type { HashAlgorithm, HashEncoding, PasswordEncoding, SaltPosition } from './custom-password-hash.ts';
import type { PasswordHashRefusal } from './refusals.ts';

/** Names algorithms that a source may have and Auth0 can't take, each with its reason; a definition can name them, so that the plan explains. */
export const UNSUPPORTED_ALGORITHMS = {
    argon2d: 'HASH_UNSUPPORTED_ARGON2D',
    'bcrypt-sha256': 'HASH_UNSUPPORTED_PREHASHED_BCRYPT',
    crypt: 'HASH_UNSUPPORTED_CRYPT',
    drupal: 'HASH_UNSUPPORTED_DRUPAL',
    'firebase-scrypt': 'HASH_UNSUPPORTED_FIREBASE_SCRYPT',
    'pbkdf2-then-hmac': 'HASH_UNSUPPORTED_PBKDF2_THEN_HMAC',
    phpass: 'HASH_UNSUPPORTED_PHPASS',
    plaintext: 'HASH_PLAINTEXT',
} as const satisfies Record<string, PasswordHashRefusal>;

/** Is one of {@link UNSUPPORTED_ALGORITHMS}. */
export type UnsupportedAlgorithm = keyof typeof UNSUPPORTED_ALGORITHMS;

/**
 * Describes hashes that do not tell their own algorithm; the names of fields are those of `custom_password_hash`.
 *
 * What a hash tells itself need not be described, and must not be contradicted.
 */
export interface PasswordHashDescription {
    readonly algorithm: HashAlgorithm | UnsupportedAlgorithm;
    /** Of the digest or key; told from the text by default. */
    readonly encoding?: 'hex' | 'base64' | undefined;
    /** Of HMAC and PBKDF2. */
    readonly digest?: string | undefined;
    /** The secret of an HMAC. */
    readonly key?: { readonly value: string; readonly encoding?: HashEncoding | undefined } | undefined;
    /** `value` is of one user: the caller reads it from its column. */
    readonly salt?:
        | {
              readonly value?: string | undefined;
              readonly encoding?: HashEncoding | undefined;
              readonly position?: SaltPosition | undefined;
          }
        | undefined;
    /** The encoding of the text that was hashed. */
    readonly password?: { readonly encoding: PasswordEncoding } | undefined;
    /** Of PBKDF2; more than `1` for a plain digest can't be imported. */
    readonly iterations?: number | undefined;
    /** Bytes of the key of scrypt; its length by default. */
    readonly keylen?: number | undefined;
    readonly cost?: number | undefined;
    readonly blockSize?: number | undefined;
    readonly parallelization?: number | undefined;
    /** Whether a secret of the servers went into the hash, other than an HMAC's key. */
    readonly pepper?: boolean | undefined;
    /** Keeps bcrypt of cost 10 in `custom_password_hash`, which an upsert may give again until the first login. */
    readonly field?: 'custom_password_hash' | undefined;
}
