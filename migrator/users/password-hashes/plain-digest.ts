const DIGEST = /^(?:hmac[-_]?)?(md|ripemd|sha)[-_]?(\d+)$/i;

/** Gives Auth0's name of a digest that other systems write as `SHA-256`, `SHA512` or `HmacSHA1`; any other as it is. */
export function plainDigest(name: string): string {
    return name.replace(DIGEST, (_, family: string, bits: string) => `${family.toLowerCase()}${bits}`);
}
