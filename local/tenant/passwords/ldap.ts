import { DIGEST_BYTES, type DigestName, digest } from './digests.ts';
import { decodeBytes } from './encoded-bytes.ts';
import { sameBytes } from './same-bytes.ts';

const DIGEST_OF_SCHEME: ReadonlyMap<string, DigestName> = new Map([
    ['MD5', 'md5'],
    ['SMD5', 'md5'],
    ['SHA', 'sha1'],
    ['SSHA', 'sha1'],
    ['SHA1', 'sha1'],
    ['SSHA1', 'sha1'],
    ['SHA224', 'sha224'],
    ['SSHA224', 'sha224'],
    ['SHA256', 'sha256'],
    ['SSHA256', 'sha256'],
    ['SHA384', 'sha384'],
    ['SSHA384', 'sha384'],
    ['SHA512', 'sha512'],
    ['SSHA512', 'sha512'],
]);
const SALTED = new Set(['SMD5', 'SSHA', 'SSHA1', 'SSHA224', 'SSHA256', 'SSHA384', 'SSHA512']);
const USER_PASSWORD = /^\{([A-Za-z0-9]{1,8})\}([A-Za-z0-9+/]+={0,2})$/;

/** Describes the `userPassword` value of a directory: the digest, then the salt that was hashed after the password. */
export interface LdapHash {
    digest: DigestName;
    key: Buffer;
    salt: Buffer;
}

/**
 * Reads `{SCHEME}base64` of a message digest, the scheme in either case; not `{CRYPT}`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2307#section-5.3
 */
export function readLdap(value: string): LdapHash | undefined {
    const [, schemeText = '', base64 = ''] = USER_PASSWORD.exec(value) ?? [];
    const scheme = schemeText.toUpperCase();
    const name = DIGEST_OF_SCHEME.get(scheme);
    const bytes = decodeBytes(base64, 'base64');
    if (!name || !bytes) return undefined;
    const size = DIGEST_BYTES[name];
    const isWhole = SALTED.has(scheme) ? bytes.length > size : bytes.length === size;
    return isWhole ? { digest: name, key: bytes.subarray(0, size), salt: bytes.subarray(size) } : undefined;
}

/** Verifies a `userPassword` value of a directory. */
export async function verifyLdap(value: string, password: Uint8Array): Promise<boolean> {
    const hash = readLdap(value);
    return hash !== undefined && sameBytes(await digest(hash.digest, Buffer.concat([password, hash.salt])), hash.key);
}
