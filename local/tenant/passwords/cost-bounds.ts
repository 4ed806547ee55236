// A hash names its own price, and whoever wrote the import file wrote the price too: a login must not be able to stop the tenant.
// Each bound is well above what real systems use and below a minute of one core. Auth0's own bounds are not published.

/** Bounds the bcrypt cost (log2 of the rounds). */
export const MAX_BCRYPT_COST = 16;

/** Bounds the memory of argon2, in KiB (1 GiB, libsodium's `MEMLIMIT_SENSITIVE`). */
export const MAX_ARGON2_MEMORY_KIB = 1_048_576;

/** Bounds memory times passes of argon2, in KiB (1 GiB four times over). */
export const MAX_ARGON2_WORK_KIB = 4_194_304;

/** Bounds the lanes of argon2. */
export const MAX_ARGON2_PARALLELISM = 255;

/** Bounds PBKDF2's HMAC calls: iterations times blocks of output. */
export const MAX_PBKDF2_WORK = 10_000_000;

/** Bounds the same for the digests that only WebAssembly has, which are some five times slower and hold up the event loop. */
export const MAX_LEGACY_PBKDF2_WORK = 2_000_000;

/** Bounds scrypt's N·r·p; the memory is 128 bytes times N·r, so 1 GiB at most. */
export const MAX_SCRYPT_WORK = 8_388_608;

/** Bounds the derived key of PBKDF2, scrypt and argon2, in bytes. */
export const MAX_DERIVED_KEY_BYTES = 1_024;
