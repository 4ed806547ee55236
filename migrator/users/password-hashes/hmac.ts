import { decodeBase64, decodeHex, isEncodedAs } from './base64.ts';
import { type HashEncoding, HMAC_DIGESTS, type HmacDigest } from './custom-password-hash.ts';
import { hmacDigestBytes } from './hmac-digests.ts';
import { accept, type PasswordHashTranslation, refuse } from './translation.ts';

const ORY = /^\$hmac-([\w-]+)\$([^$]+)\$([^$]+)$/;

/** Translates `$hmac-<digest>$<base64 of the hex of the hash>$<base64 of the key>`, as Ory writes it. */
export function readHmac(text: string): PasswordHashTranslation | undefined {
    if (!text.startsWith('$hmac-')) return undefined;
    const [, digest = '', hashText = '', keyText = ''] = ORY.exec(text) ?? [];
    const hex = decodeBase64(hashText)?.toString('latin1');
    const key = decodeBase64(keyText);
    if (hex === undefined || !key) return refuse('HASH_MALFORMED');
    // A key that is text stays readable in the import file; any other goes as base64.
    const keyAsText = key.toString('utf8');
    const isText = Buffer.from(keyAsText, 'utf8').equals(key);
    const keyField = isText
        ? { value: keyAsText, encoding: 'utf8' as const }
        : { value: keyText, encoding: 'base64' as const };
    return hmacFromParts(digest, { value: hex, encoding: 'hex' }, keyField);
}

/** Puts an HMAC into `custom_password_hash`, if its length is that of its digest. */
export function hmacFromParts(
    digest: string,
    hash: { value: string; encoding: 'hex' | 'base64' },
    key: { value: string; encoding?: HashEncoding },
): PasswordHashTranslation {
    if (!isHmacDigest(digest)) return refuse('HASH_UNSUPPORTED_DIGEST');
    const bytes = hash.encoding === 'hex' ? decodeHex(hash.value) : decodeBase64(hash.value);
    if (bytes?.length !== hmacDigestBytes(digest)) return refuse('HASH_MALFORMED');
    if (!isEncodedAs(key.value, key.encoding)) return refuse('HASH_MALFORMED', `The \`key\` is not ${key.encoding}.`);
    return accept({ algorithm: 'hmac', hash: { ...hash, digest, key } });
}

function isHmacDigest(digest: string): digest is HmacDigest {
    return (HMAC_DIGESTS as readonly string[]).includes(digest);
}
