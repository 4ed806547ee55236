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

/** Describes password hashes that do not say how they were made. The names are those of Auth0's `custom_password_hash`. */
export interface HashDescription {
    /**
     * The algorithm. Some of the names are of algorithms that Auth0 cannot verify: their users migrate without a hash, and the plan says why.
     *
     * @default detected from the hash
     */
    readonly algorithm?: HashAlgorithm | UnsupportedAlgorithm | undefined;
    /**
     * Encoding of the hash.
     *
     * @default detected from the hash
     */
    readonly encoding?: 'hex' | 'base64' | undefined;
    /**
     * Digest of an HMAC or of PBKDF2, such as `sha256`.
     *
     * @default none
     */
    readonly digest?: string | undefined;
    /**
     * Secret of an HMAC.
     *
     * @default none
     */
    readonly key?:
        | {
              /** The secret, as text of this encoding. */
              readonly value: string;
              /**
               * Encoding of the text.
               *
               * @default 'utf8'
               */
              readonly encoding?: HashEncoding | undefined;
          }
        | undefined;
    /**
     * Salt that all users share, or the encoding and position of the salts in `saltColumn`.
     *
     * @default none
     */
    readonly salt?:
        | {
              /**
               * The salt that all users share, as text of this encoding.
               *
               * @default none: each user has one, in the hash or in `saltColumn`
               */
              readonly value?: string | undefined;
              /**
               * Encoding of the salts.
               *
               * @default 'utf8'
               */
              readonly encoding?: HashEncoding | undefined;
              /**
               * Whether the salt was put before the password (`prefix`) or after it (`suffix`).
               *
               * @default 'prefix'
               */
              readonly position?: SaltPosition | undefined;
          }
        | undefined;
    /**
     * Encoding of the password when it was hashed.
     *
     * @default UTF-8
     */
    readonly password?:
        | {
              /** Such as `ucs2` for UTF-16. */
              readonly encoding: PasswordEncoding;
          }
        | undefined;
    /**
     * Iterations of PBKDF2. A plain digest with more than one cannot be imported.
     *
     * @default what the hash says
     */
    readonly iterations?: number | undefined;
    /**
     * Bytes of the key of scrypt.
     *
     * @default the length of the hash
     */
    readonly keylen?: number | undefined;
    /**
     * Cost of scrypt.
     *
     * @default what the hash says
     */
    readonly cost?: number | undefined;
    /**
     * Block size of scrypt.
     *
     * @default what the hash says
     */
    readonly blockSize?: number | undefined;
    /**
     * Parallelization of scrypt.
     *
     * @default what the hash says
     */
    readonly parallelization?: number | undefined;
    /**
     * Whether a secret of your servers is part of the hash, other than the key of an HMAC. Auth0 cannot verify such a hash.
     *
     * @default false
     */
    readonly pepper?: boolean | undefined;
}

/** Describes hashes whose algorithm is known. What a hash tells itself need not be described, and must not be contradicted. */
export interface PasswordHashDescription extends HashDescription {
    /** The algorithm, whether or not Auth0 can verify it. */
    readonly algorithm: HashAlgorithm | UnsupportedAlgorithm;
    /**
     * Keeps bcrypt of cost 10 in `custom_password_hash`, which an upsert may give again until the first login.
     *
     * @default none: such a hash is imported as `password_hash`
     */
    readonly field?: 'custom_password_hash' | undefined;
}
