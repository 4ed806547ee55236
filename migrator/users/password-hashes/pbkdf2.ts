import { decodeAdaptedBase64, decodeBase64, decodeHex, encodeB64 } from './base64.ts';
import { MAX_DERIVED_KEY_BYTES, MAX_PBKDF2_WORK } from './cost-bounds.ts';
import type { PasswordHashDescription } from './description.ts';
import { PBKDF2_DIGESTS, pbkdf2DigestBytes } from './pbkdf2-digests.ts';
import { accept, type PasswordHashTranslation, refuse } from './translation.ts';

/** Holds the parts of a PBKDF2 hash, whatever form they came in. */
export interface Pbkdf2Parts {
    readonly digest: string;
    readonly iterations: number;
    readonly salt: Buffer | undefined;
    readonly key: Buffer | undefined;
    /** What the hash says that its key is long, in bytes. */
    readonly keyBytes?: number | undefined;
}

const DEFAULT_ITERATIONS = 100_000;
const DEFAULT_KEY_BYTES = 64;

// Each form with its known users. A salt that is text is hashed as its UTF-8 bytes.
const PHC = /^\$pbkdf2-([\w-]+)(?:\$([a-z]=\d+(?:,[a-z]=\d+)*))?\$([^$]*)\$([^$]*)$/;
const PASSLIB = /^\$pbkdf2(?:-(sha1|sha256|sha512))?\$(\d+)\$([A-Za-z0-9./]*)\$([A-Za-z0-9./]+)$/;
const DJANGO = /^pbkdf2_(\w+)\$(\d+)\$([^$]+)\$([^$]+)$/;
const WERKZEUG = /^pbkdf2:(\w+):(\d+)\$([^$]+)\$([0-9a-f]+)$/i;
const OPENLDAP = /^\{PBKDF2(?:-(SHA1|SHA256|SHA512))?\}(\d+)\$([A-Za-z0-9./]+)\$([A-Za-z0-9./]+)$/i;

/** Translates PBKDF2 in its PHC form, and in those of passlib, Django, Werkzeug and OpenLDAP. */
export function readPbkdf2(text: string, description?: PasswordHashDescription): PasswordHashTranslation | undefined {
    if (!/^(?:\$pbkdf2|pbkdf2[_:]|\{pbkdf2)/i.test(text)) return undefined;
    const parts = partsOfText(text);
    return parts ? pbkdf2FromParts(parts, description) : refuse('HASH_MALFORMED');
}

/** Writes PBKDF2 in the form that Auth0 takes: PHC, with `i` and `l`, base64 without padding. */
export function pbkdf2FromParts(parts: Pbkdf2Parts, description?: PasswordHashDescription): PasswordHashTranslation {
    const { digest, iterations, salt, key, keyBytes } = parts;
    if (description?.digest !== undefined && description.digest !== digest)
        return refuse('HASH_CONTRADICTS_DESCRIPTION');
    if (!PBKDF2_DIGESTS.has(digest)) return refuse('HASH_UNSUPPORTED_DIGEST');
    if (!salt || !key || iterations < 1) return refuse('HASH_MALFORMED');
    const digestBytes = pbkdf2DigestBytes(digest);
    const isAffordable =
        Math.max(key.length, keyBytes ?? 0) <= MAX_DERIVED_KEY_BYTES &&
        iterations * Math.ceil(key.length / digestBytes) <= MAX_PBKDF2_WORK;
    if (!isAffordable) return refuse('HASH_COST_TOO_HIGH');
    if (keyBytes !== undefined && key.length !== keyBytes) return refuse('HASH_MALFORMED');
    // Only somebody who looked can vouch for these two: see the refusal's text.
    const isDoubtful = (digestBytes === 28 || digestBytes === 48) && description?.digest === undefined;
    if (isDoubtful) return refuse('HASH_DIGEST_DOUBTFUL');
    const value = `$pbkdf2-${digest}$i=${iterations},l=${key.length}$${encodeB64(salt)}$${encodeB64(key)}`;
    return accept({ algorithm: 'pbkdf2', hash: { value, encoding: 'utf8' } });
}

function partsOfText(text: string): Pbkdf2Parts | undefined {
    const passlib = PASSLIB.exec(text) ?? OPENLDAP.exec(text);
    if (passlib) {
        const [, digest = 'sha1', iterations, salt = '', key = ''] = passlib;
        return {
            digest: digest.toLowerCase(),
            iterations: Number(iterations),
            salt: decodeAdaptedBase64(salt),
            key: decodeAdaptedBase64(key),
        };
    }
    const django = DJANGO.exec(text);
    if (django) {
        const [, digest = '', iterations, salt = '', key = ''] = django;
        return { digest, iterations: Number(iterations), salt: Buffer.from(salt), key: decodeBase64(key) };
    }
    const werkzeug = WERKZEUG.exec(text);
    if (werkzeug) {
        const [, digest = '', iterations, salt = '', key = ''] = werkzeug;
        return { digest, iterations: Number(iterations), salt: Buffer.from(salt), key: decodeHex(key) };
    }
    return partsOfPhc(text);
}

function partsOfPhc(text: string): Pbkdf2Parts | undefined {
    const [whole, digest = '', parameterText = '', salt = '', key = ''] = PHC.exec(text) ?? [];
    if (whole === undefined) return undefined;
    const parameters = new Map(parameterText.split(',').map((pair) => [pair.slice(0, 1), Number(pair.slice(2))]));
    return {
        digest,
        iterations: parameters.get('i') ?? DEFAULT_ITERATIONS,
        keyBytes: parameters.get('l') ?? DEFAULT_KEY_BYTES,
        salt: decodeBase64(salt),
        key: decodeBase64(key),
    };
}
