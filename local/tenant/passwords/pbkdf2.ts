import { pbkdf2 as pbkdf2Callback } from 'node:crypto';
import { promisify } from 'node:util';
import { pbkdf2 as pbkdf2OfHasher } from 'hash-wasm';
import { MAX_DERIVED_KEY_BYTES, MAX_LEGACY_PBKDF2_WORK, MAX_PBKDF2_WORK } from './cost-bounds.ts';
import { DIGEST_BYTES, type DigestName, legacyHasher } from './digests.ts';
import { decodeBytes } from './encoded-bytes.ts';
import { sameBytes } from './same-bytes.ts';

const derive = promisify(pbkdf2Callback);

// OpenSSL's names for one digest. Auth0 lists 33 names; MDC-2 has three of them, and no library here computes it.
const NAMES: Readonly<Record<DigestName | 'mdc2', readonly string[]>> = {
    md4: ['md4', 'RSA-MD4', 'md4WithRSAEncryption'],
    md5: ['md5', 'RSA-MD5', 'md5WithRSAEncryption', 'ssl3-md5'],
    mdc2: ['mdc2', 'RSA-MDC2', 'mdc2WithRSA'],
    ripemd160: ['ripemd160', 'ripemd', 'rmd160', 'RSA-RIPEMD160', 'ripemd160WithRSA'],
    sha1: ['sha1', 'RSA-SHA1', 'RSA-SHA1-2', 'sha1WithRSAEncryption', 'ssl3-sha1'],
    sha224: ['sha224', 'RSA-SHA224', 'sha224WithRSAEncryption'],
    sha256: ['sha256', 'RSA-SHA256', 'sha256WithRSAEncryption'],
    sha384: ['sha384', 'RSA-SHA384', 'sha384WithRSAEncryption'],
    sha512: ['sha512', 'RSA-SHA512', 'sha512WithRSAEncryption'],
    whirlpool: ['whirlpool'],
};

const DIGEST_OF = new Map(
    Object.entries(NAMES).flatMap(([digest, names]) => names.map((name) => [name, digest as DigestName | 'mdc2'])),
);

const PBKDF2 =
    /^\$pbkdf2-([A-Za-z0-9-]{1,32})(?:\$([il]=\d{1,10}(?:,[il]=\d{1,10})?))?\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;
const DEFAULT_ITERATIONS = 100_000;
const DEFAULT_KEY_BYTES = 64;

/** Describes a PBKDF2 hash read from its PHC form. */
export interface Pbkdf2Hash {
    digest: DigestName | 'mdc2';
    iterations: number;
    keyBytes: number;
    salt: Buffer;
    key: Buffer;
}

/**
 * Reads `$pbkdf2-<digest>[$i=<iterations>,l=<key length>]$<salt>$<key>`; omitted parameters are `i=100000` and `l=64`.
 *
 * @returns `undefined` for anything else, also base64 with `=` padding
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-import-schema (read 2026-11-21)
 */
export function readPbkdf2(phc: string): Pbkdf2Hash | undefined {
    const [, name = '', parameters = '', saltText = '', keyText = ''] = PBKDF2.exec(phc) ?? [];
    const digest = DIGEST_OF.get(name);
    const salt = decodeBytes(saltText, 'base64');
    const key = decodeBytes(keyText, 'base64');
    if (!digest || !salt || !key) return undefined;
    const iterations = Number(/i=(\d+)/.exec(parameters)?.[1] ?? DEFAULT_ITERATIONS);
    const keyBytes = Number(/l=(\d+)/.exec(parameters)?.[1] ?? DEFAULT_KEY_BYTES);
    return { digest, iterations, keyBytes, salt, key };
}

/** Verifies a PBKDF2 hash in PHC form; the key must be as long as its `l` says. */
export async function verifyPbkdf2(phc: string, password: Uint8Array): Promise<boolean> {
    const hash = readPbkdf2(phc);
    if (!hash || hash.digest === 'mdc2') return false;
    const { digest, iterations, keyBytes, salt, key } = hash;
    if (iterations < 1 || keyBytes < 1 || keyBytes > MAX_DERIVED_KEY_BYTES || key.length !== keyBytes) return false;
    const hashFunction = legacyHasher(digest);
    const maxWork = hashFunction ? MAX_LEGACY_PBKDF2_WORK : MAX_PBKDF2_WORK;
    if (iterations * Math.ceil(keyBytes / DIGEST_BYTES[digest]) > maxWork) return false;
    const derived = hashFunction
        ? await pbkdf2OfHasher({ password, salt, iterations, hashLength: keyBytes, hashFunction, outputType: 'binary' })
        : await derive(password, salt, iterations, keyBytes, digest);
    return sameBytes(derived, key);
}
