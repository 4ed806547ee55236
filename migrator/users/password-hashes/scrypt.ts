import { decodeBase64, decodeHex } from './base64.ts';
import { MAX_DERIVED_KEY_BYTES, MAX_SCRYPT_WORK } from './cost-bounds.ts';
import type { CustomPasswordHash } from './custom-password-hash.ts';
import { accept, type PasswordHashTranslation, refuse } from './translation.ts';

/** Holds the parts of a scrypt hash as `custom_password_hash` wants them; what is left out is left to Auth0's defaults. */
export type ScryptParts = Pick<CustomPasswordHash, 'hash' | 'salt' | 'cost' | 'blockSize' | 'parallelization'> & {
    readonly keylen: number;
};

const PHC = /^\$scrypt\$ln=(\d{1,10}),r=(\d{1,10}),p=(\d{1,10})\$([A-Za-z0-9+/=._-]+)\$([A-Za-z0-9+/=._-]+)$/;
const DJANGO = /^scrypt\$(\d{1,10})\$([^$]+)\$(\d{1,10})\$(\d{1,10})\$([A-Za-z0-9+/=]+)$/;
const WERKZEUG = /^scrypt:(\d{1,10}):(\d{1,10}):(\d{1,10})\$([^$]+)\$([0-9a-f]+)$/i;
// `$s0$` of the scrypt library for Java; Spring Security leaves the marker out.
const PACKED = /^\$(?:s0\$)?([0-9a-f]{5,8})\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/;
// PHC says that `ln` is log2 of N, and yet there are exports (Ory's among them) that put N itself there. No N this small is in use.
const MAX_LOG2_COST = 31;
const [AUTH0_COST, AUTH0_BLOCK_SIZE] = [16_384, 8];

/** Translates scrypt in the forms of PHC, Django, Werkzeug, and of Java's `SCryptUtil` and Spring Security. */
export function readScrypt(text: string): PasswordHashTranslation | undefined {
    const phc = PHC.exec(text);
    if (phc) {
        const [, ln, r, p, salt = '', key = ''] = phc;
        const cost = Number(ln) <= MAX_LOG2_COST ? 2 ** Number(ln) : Number(ln);
        return fromBase64(cost, Number(r), Number(p), salt, key);
    }
    const packed = PACKED.exec(text);
    if (packed) {
        const [, parameterText = '', salt = '', key = ''] = packed;
        const parameters = Number.parseInt(parameterText, 16);
        return fromBase64(2 ** (parameters >>> 16), (parameters >>> 8) & 0xff, parameters & 0xff, salt, key);
    }
    const django = DJANGO.exec(text);
    if (django) {
        const [, n, salt = '', r, p, value = ''] = django;
        const hash = { value, encoding: 'base64' as const };
        return fromText(Number(n), Number(r), Number(p), salt, hash, decodeBase64(value));
    }
    const werkzeug = WERKZEUG.exec(text);
    if (werkzeug) {
        const [, n, r, p, salt = '', value = ''] = werkzeug;
        const hash = { value, encoding: 'hex' as const };
        return fromText(Number(n), Number(r), Number(p), salt, hash, decodeHex(value));
    }
    return /^(?:\$scrypt\$|\$s0\$|scrypt[$:])/.test(text) ? refuse('HASH_MALFORMED') : undefined;
}

/** Puts scrypt into `custom_password_hash`, if its parameters are sound and not hostile. */
export function scryptFromParts(parts: ScryptParts): PasswordHashTranslation {
    const { cost = AUTH0_COST, blockSize = AUTH0_BLOCK_SIZE, parallelization = 1, keylen } = parts;
    const isSound = [cost, blockSize, parallelization, keylen].every(
        (field) => Number.isSafeInteger(field) && field > 0,
    );
    if (!isSound || cost < 2 || !Number.isInteger(Math.log2(cost))) return refuse('HASH_MALFORMED');
    if (cost * blockSize * parallelization > MAX_SCRYPT_WORK) return refuse('HASH_COST_TOO_HIGH');
    if (keylen > MAX_DERIVED_KEY_BYTES) return refuse('HASH_COST_TOO_HIGH');
    return accept({ algorithm: 'scrypt', ...parts });
}

function fromBase64(cost: number, r: number, p: number, salt: string, key: string): PasswordHashTranslation {
    const keyBytes = decodeBase64(key);
    if (!decodeBase64(salt) || !keyBytes) return refuse('HASH_MALFORMED');
    return scryptFromParts({
        hash: { value: key, encoding: 'base64' },
        salt: { value: salt, encoding: 'base64' },
        keylen: keyBytes.length,
        cost,
        blockSize: r,
        parallelization: p,
    });
}

function fromText(
    cost: number,
    blockSize: number,
    parallelization: number,
    salt: string,
    hash: CustomPasswordHash['hash'],
    key: Buffer | undefined,
): PasswordHashTranslation {
    if (!key) return refuse('HASH_MALFORMED');
    return scryptFromParts({
        hash,
        salt: { value: salt, encoding: 'utf8' },
        keylen: key.length,
        cost,
        blockSize,
        parallelization,
    });
}
