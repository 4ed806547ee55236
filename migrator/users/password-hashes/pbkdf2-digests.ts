// OpenSSL's names of one digest, with its length in bytes.
const NAMES_BY_BYTES: readonly (readonly [number, readonly string[]])[] = [
    [16, ['md4', 'RSA-MD4', 'md4WithRSAEncryption']],
    [16, ['md5', 'RSA-MD5', 'md5WithRSAEncryption', 'ssl3-md5']],
    [16, ['mdc2', 'RSA-MDC2', 'mdc2WithRSA']],
    [20, ['ripemd160', 'ripemd', 'rmd160', 'RSA-RIPEMD160', 'ripemd160WithRSA']],
    [20, ['sha1', 'RSA-SHA1', 'RSA-SHA1-2', 'sha1WithRSAEncryption', 'ssl3-sha1']],
    [28, ['sha224', 'RSA-SHA224', 'sha224WithRSAEncryption']],
    [32, ['sha256', 'RSA-SHA256', 'sha256WithRSAEncryption']],
    [48, ['sha384', 'RSA-SHA384', 'sha384WithRSAEncryption']],
    [64, ['sha512', 'RSA-SHA512', 'sha512WithRSAEncryption']],
    [64, ['whirlpool']],
];

const BYTES_BY_NAME = new Map(NAMES_BY_BYTES.flatMap(([bytes, names]) => names.map((name) => [name, bytes])));

/**
 * Lists the 33 digests that may stand in `$pbkdf2-<digest>$`, spelled as Auth0 spells them.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-import-schema (read 2026-11-21)
 */
export const PBKDF2_DIGESTS: ReadonlySet<string> = new Set(BYTES_BY_NAME.keys());

/** Gives the length of one block of a digest in bytes; `64` for an unknown one. */
export function pbkdf2DigestBytes(digest: string): number {
    return BYTES_BY_NAME.get(digest) ?? 64;
}
