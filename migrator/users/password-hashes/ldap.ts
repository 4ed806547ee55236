import { decodeBase64 } from './base64.ts';
import { accept, type PasswordHashTranslation, refuse } from './translation.ts';

const SCHEME = /^\{([A-Za-z0-9-]{1,32})\}/;
const DIGEST_BYTES = new Map([
    ['MD5', 16],
    ['SHA', 20],
    ['SHA1', 20],
    ['SHA224', 28],
    ['SHA256', 32],
    ['SHA384', 48],
    ['SHA512', 64],
]);
const PLAINTEXT_SCHEMES = new Set(['CLEAR', 'CLEARTEXT', 'PLAIN', 'NOOP']);

/**
 * Says whether a text is a `userPassword` value of a message digest, salted or not, and whole.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2307#section-5.3
 */
export function isLdapDigest(text: string): boolean {
    const scheme = schemeOf(text);
    if (scheme === undefined) return false;
    const isSalted = scheme.startsWith('SS') || scheme === 'SMD5';
    const digestBytes = DIGEST_BYTES.get(isSalted ? scheme.slice(1) : scheme);
    const base64 = text.slice(scheme.length + 2);
    // RFC 2307 is written in standard base64, and that is what directories write.
    const bytes = /^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? decodeBase64(base64)?.length : undefined;
    if (digestBytes === undefined || bytes === undefined) return false;
    return isSalted ? bytes > digestBytes : bytes === digestBytes;
}

/** Translates the `userPassword` values of directories (RFC 2307) that hold a message digest, as they are. */
export function readLdap(text: string): PasswordHashTranslation | undefined {
    const scheme = schemeOf(text);
    if (scheme === undefined) return undefined;
    if (isLdapDigest(text)) return accept({ algorithm: 'ldap', hash: { value: text, encoding: 'utf8' } });
    if (PLAINTEXT_SCHEMES.has(scheme)) return refuse('HASH_PLAINTEXT');
    if (scheme === 'CRYPT') return refuse('HASH_UNSUPPORTED_CRYPT');
    return /^S?S?(?:MD5|SHA)/.test(scheme) ? refuse('HASH_MALFORMED') : undefined;
}

/**
 * Takes away a scheme that only announces a hash which tells its own algorithm.
 *
 * Directories write `{CRYPT}$2y$…` and `{ARGON2}$argon2id$…`; Spring Security writes `{bcrypt}$2a$…`, `{argon2}` and `{scrypt}`.
 */
export function withoutAnnouncement(text: string): string {
    return text.replace(/^\{(?:crypt|bcrypt|blf-crypt|argon2|argon2@springsecurity_v5_8|argon2id|scrypt)\}(?=\$)/i, '');
}

function schemeOf(text: string): string | undefined {
    return SCHEME.exec(text)?.[1]?.toUpperCase();
}
