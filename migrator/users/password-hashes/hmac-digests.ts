import type { HmacDigest } from './custom-password-hash.ts';

const DIGEST_BYTES: Readonly<Record<HmacDigest, number>> = {
    md4: 16,
    md5: 16,
    ripemd160: 20,
    sha1: 20,
    sha224: 28,
    sha256: 32,
    sha384: 48,
    sha512: 64,
    whirlpool: 64,
};

/** Gives the length of an HMAC in bytes; undefined for a digest that Auth0 does not know. */
export function hmacDigestBytes(digest: string): number | undefined {
    return (DIGEST_BYTES as Readonly<Record<string, number>>)[digest];
}
