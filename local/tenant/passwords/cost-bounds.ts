// A hash names its own price, and the author of the import file chose it: a login must not be able to stop the tenant.
// Each bound is at or above what real systems use, and about two seconds of one core. Auth0's own bounds are not published.

/** Bounds the bcrypt cost (log2 of the rounds). */
export const MAX_BCRYPT_COST = 14;

/** Bounds the memory of argon2, in KiB (512 MiB). */
export const MAX_ARGON2_MEMORY_KIB = 524_288;

/** Bounds memory times passes of argon2, in KiB (libsodium's `MODERATE`: 256 MiB three times over). */
export const MAX_ARGON2_WORK_KIB = 786_432;

/** Bounds the lanes of argon2. */
export const MAX_ARGON2_PARALLELISM = 255;

/** Bounds PBKDF2's HMAC calls: iterations times blocks of output. */
export const MAX_PBKDF2_WORK = 4_000_000;

/** Bounds the same for the digests that only WebAssembly has, which are some ten times slower. */
export const MAX_LEGACY_PBKDF2_WORK = 400_000;

/** Bounds scrypt's N·r·p; the memory is 128 bytes times N·r, so 512 MiB at most. */
export const MAX_SCRYPT_WORK = 4_194_304;

/** Bounds the derived key of PBKDF2, scrypt and argon2, in bytes. */
export const MAX_DERIVED_KEY_BYTES = 1_024;
