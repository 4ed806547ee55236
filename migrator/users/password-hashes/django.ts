import { decodeHex } from './base64.ts';
import { accept, type PasswordHashTranslation, refuse } from './translation.ts';

const SALTED_DIGEST = /^(md5|sha1)\$([^$]*)\$([0-9a-f]+)$/i;
const DIGEST_BYTES = { md5: 16, sha1: 20 };

/**
 * Takes away Django's name of an algorithm before a hash that tells its own: `argon2$argon2id$…` and `bcrypt$$2b$…`.
 *
 * `bcrypt_sha256$$2b$…` keeps its name, for the bcrypt in it is of a digest.
 */
export function withoutDjangoName(text: string): string {
    if (text.startsWith('argon2$argon2')) return text.slice('argon2'.length);
    return text.startsWith('bcrypt$$2') ? text.slice('bcrypt$'.length) : text;
}

/** Translates Django's salted MD5 and SHA-1: `sha1$<salt>$<hex>`, the salt before the password. */
export function readDjangoDigest(text: string): PasswordHashTranslation | undefined {
    const [, name, salt = '', hex = ''] = SALTED_DIGEST.exec(text) ?? [];
    const algorithm = name?.toLowerCase();
    if (algorithm !== 'md5' && algorithm !== 'sha1') return undefined;
    if (decodeHex(hex)?.length !== DIGEST_BYTES[algorithm]) return refuse('HASH_MALFORMED');
    const hash = { value: hex, encoding: 'hex' as const };
    return accept({
        algorithm,
        hash,
        ...(salt !== '' && { salt: { value: salt, encoding: 'utf8' as const, position: 'prefix' as const } }),
    });
}
