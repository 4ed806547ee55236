import { createHash, createHmac } from 'node:crypto';
import { createHMAC, createMD4, createWhirlpool, type IHasher } from 'hash-wasm';

/** Names a digest that this tenant can compute. */
export type DigestName = 'md4' | 'md5' | 'ripemd160' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512' | 'whirlpool';

/** Gives the length of each digest in bytes. */
export const DIGEST_BYTES: Readonly<Record<DigestName, number>> = {
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

/** Says whether a name is one of {@link DigestName}. */
export function isDigestName(name: unknown): name is DigestName {
    return typeof name === 'string' && Object.hasOwn(DIGEST_BYTES, name);
}

/** Opens a WebAssembly hasher for the digests that OpenSSL 3 moved to its legacy provider, `undefined` for the others. */
export function legacyHasher(name: DigestName): Promise<IHasher> | undefined {
    if (name === 'md4') return createMD4();
    if (name === 'whirlpool') return createWhirlpool();
    return undefined;
}

/** Computes a digest over bytes. */
export async function digest(name: DigestName, data: Uint8Array): Promise<Uint8Array> {
    const hasher = await legacyHasher(name);
    return hasher ? hasher.init().update(data).digest('binary') : createHash(name).update(data).digest();
}

/** Computes an HMAC (RFC 2104) over bytes. */
export async function hmac(name: DigestName, key: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
    const hasher = legacyHasher(name);
    if (!hasher) return createHmac(name, key).update(data).digest();
    const keyed = await createHMAC(hasher, key);
    return keyed.init().update(data).digest('binary');
}
