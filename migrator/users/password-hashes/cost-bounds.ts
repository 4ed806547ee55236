// A hash names its own price, and Auth0 pays it at the login. Auth0 publishes no bounds, so these are ours: well above what real
// systems use, and low enough that one user's login stays under a minute of one core. What is above them is hostile or damaged.

/** Bounds the bcrypt cost (log2 of the rounds). */
export const MAX_BCRYPT_COST = 16;

/** Bounds the memory of argon2, in KiB: 1 GiB, the most that libsodium proposes. */
export const MAX_ARGON2_MEMORY_KIB = 1_048_576;

/** Bounds memory times passes of argon2, in KiB. */
export const MAX_ARGON2_WORK_KIB = 4_194_304;

/** Bounds the lanes of argon2. */
export const MAX_ARGON2_PARALLELISM = 255;

/** Bounds the iterations of PBKDF2, times the blocks of its digest that the key is long. */
export const MAX_PBKDF2_WORK = 10_000_000;

/** Bounds scrypt's N times r times p; at 128 bytes each, N times r is 1 GiB of memory. */
export const MAX_SCRYPT_WORK = 8_388_608;

/** Bounds a derived key, in bytes. */
export const MAX_DERIVED_KEY_BYTES = 1_024;

/** Bounds the text of a hash, in characters: no form that Auth0 takes comes near it. */
export const MAX_HASH_TEXT_LENGTH = 8_192;
