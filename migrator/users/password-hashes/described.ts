import { decodeBase64, decodeHex } from './base64.ts';
import { HASH_ENCODINGS, type HashAlgorithm, type HashEncoding } from './custom-password-hash.ts';
import type { PasswordHashDescription } from './description.ts';
import { hmacFromParts } from './hmac.ts';
import { type LabelledPart, readLabelledParts } from './labelled-parts.ts';
import { pbkdf2FromParts } from './pbkdf2.ts';
import { scryptFromParts } from './scrypt.ts';
import { accept, type PasswordHashTranslation, refuse } from './translation.ts';

type Digest = 'md4' | 'md5' | 'sha1' | 'sha256' | 'sha512';
type Parts = ReadonlyMap<string, LabelledPart>;
type Hash = { value: string; encoding: 'hex' | 'base64'; bytes: Buffer };
type Salt = { value: string; encoding?: HashEncoding };

const DIGEST_BYTES: Readonly<Record<Digest, number>> = { md4: 16, md5: 16, sha1: 20, sha256: 32, sha512: 64 };

/**
 * Translates a hash that is mere hex or base64, alone or joined with its salt and parameters, with what the description says.
 *
 * @param text - a digest or key, or `salt(utf8)=… i=… hash(base64)=…`; what it labels itself, the description need not say
 */
export function readDescribed(
    text: string,
    description?: PasswordHashDescription,
): PasswordHashTranslation | undefined {
    const labelled = readLabelledParts(text);
    if (labelled && ['signer', 'mem', 'rounds'].every((label) => labelled.has(label))) {
        return refuse('HASH_UNSUPPORTED_FIREBASE_SCRYPT');
    }
    const parts: Parts = labelled ?? new Map([['hash', { value: text, encoding: undefined }]]);
    const hash = hashOf(parts, description);
    if (!description) return labelled || hash ? refuse('HASH_NEEDS_DESCRIPTION') : undefined;
    if (!hash) {
        if (isSelfDescribing(description.algorithm)) return refuse('HASH_CONTRADICTS_DESCRIPTION');
        // Neither hex nor base64 has such a character: the hash stands with its salt or its settings in one text.
        return /[:.$|;,]/.test(text) ? refuse('HASH_UNRECOGNIZED') : refuse('HASH_MALFORMED');
    }
    const salt = saltOf(parts, description);
    if (salt === 'incomplete')
        return refuse('HASH_NEEDS_DESCRIPTION', 'The salt of this user is missing, or its encoding is unknown.');
    return translateDescribed(hash, salt, parts, description);
}

function translateDescribed(
    hash: Hash,
    salt: Salt | undefined,
    parts: Parts,
    description: PasswordHashDescription,
): PasswordHashTranslation {
    const { algorithm, digest, key } = description;
    const { bytes, ...hashField } = hash;
    switch (algorithm) {
        case 'md4':
        case 'md5':
        case 'sha1':
        case 'sha256':
        case 'sha512': {
            if ((description.iterations ?? 1) > 1) return refuse('HASH_UNSUPPORTED_ITERATED_DIGEST');
            if (bytes.length !== DIGEST_BYTES[algorithm]) return refuse('HASH_CONTRADICTS_DESCRIPTION');
            const position = description.salt?.position;
            return accept({
                algorithm,
                hash: hashField,
                ...(salt && { salt: { ...salt, ...(position && { position }) } }),
            });
        }
        case 'hmac':
            if (digest === undefined || key === undefined)
                return refuse('HASH_NEEDS_DESCRIPTION', 'An HMAC has a `digest` and a `key`.');
            return hmacFromParts(digest, hashField, {
                value: key.value,
                ...(key.encoding && { encoding: key.encoding }),
            });
        case 'pbkdf2': {
            const iterations = description.iterations ?? numberAt(parts, 'i');
            if (digest === undefined || iterations === undefined || !salt) {
                return refuse('HASH_NEEDS_DESCRIPTION', 'PBKDF2 has a `digest`, `iterations` and a `salt`.');
            }
            return pbkdf2FromParts({ digest, iterations, salt: saltBytes(salt), key: bytes }, description);
        }
        case 'scrypt': {
            const cost = description.cost ?? numberAt(parts, 'n');
            const blockSize = description.blockSize ?? numberAt(parts, 'r');
            const parallelization = description.parallelization ?? numberAt(parts, 'p');
            const keylen = description.keylen ?? numberAt(parts, 'l') ?? bytes.length;
            if (keylen !== bytes.length) return refuse('HASH_CONTRADICTS_DESCRIPTION');
            return scryptFromParts({
                hash: hashField,
                ...(salt && { salt }),
                keylen,
                ...(cost !== undefined && { cost }),
                ...(blockSize !== undefined && { blockSize }),
                ...(parallelization !== undefined && { parallelization }),
            });
        }
        default:
            // bcrypt, argon2 and LDAP tell themselves, so a text that reached this place is none of them.
            return refuse('HASH_CONTRADICTS_DESCRIPTION');
    }
}

function hashOf(parts: Parts, description: PasswordHashDescription | undefined): Hash | undefined {
    const { value = '', encoding = description?.encoding } = parts.get('hash') ?? {};
    // Hex first: a digest in base64 that has nothing but hex digits does not happen.
    const hex = encoding === undefined || encoding === 'hex' ? decodeHex(value) : undefined;
    if (hex) return { value, encoding: 'hex', bytes: hex };
    const base64 = encoding === undefined || encoding === 'base64' ? decodeBase64(value) : undefined;
    return base64 && { value, encoding: 'base64', bytes: base64 };
}

function saltOf(parts: Parts, description: PasswordHashDescription): Salt | undefined | 'incomplete' {
    const labelled = parts.get('salt');
    const value = labelled?.value ?? description.salt?.value;
    const encoding = labelled?.encoding ?? description.salt?.encoding;
    if (value === undefined) return description.salt ? 'incomplete' : undefined;
    if (encoding === undefined) {
        // A salt in a text of columns is as likely base64 as text; the `value` of a description is text unless it says otherwise, as Auth0's.
        return labelled ? 'incomplete' : { value };
    }
    if (!isHashEncoding(encoding)) return 'incomplete';
    const salt: Salt = { value, encoding };
    return saltBytes(salt) ? salt : 'incomplete';
}

function saltBytes(salt: Salt): Buffer | undefined {
    if (salt.encoding === 'hex') return decodeHex(salt.value);
    return salt.encoding === 'base64' ? decodeBase64(salt.value) : Buffer.from(salt.value, 'utf8');
}

function numberAt(parts: Parts, label: string): number | undefined {
    const text = parts.get(label)?.value;
    return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

function isHashEncoding(encoding: string): encoding is HashEncoding {
    return (HASH_ENCODINGS as readonly string[]).includes(encoding);
}

function isSelfDescribing(algorithm: string): boolean {
    return (['argon2', 'bcrypt', 'ldap'] satisfies HashAlgorithm[] as string[]).includes(algorithm);
}
