import { decodeBase64, encodeB64 } from './base64.ts';
import { MAX_ARGON2_MEMORY_KIB, MAX_ARGON2_PARALLELISM, MAX_ARGON2_WORK_KIB } from './cost-bounds.ts';
import { accept, type PasswordHashTranslation, refuse } from './translation.ts';

const ARGON2 =
    /^\$argon2id?\$v=19\$m=([1-9]\d{0,15}),t=([1-9]\d{0,15}),p=([1-9]\d{0,15})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;
// libsodium's bounds: what it can't read, Auth0 can't verify.
const MIN_SALT_BYTES = 8;
const MIN_KEY_BYTES = 16;
const MIN_MEMORY_KIB_PER_LANE = 8;

/**
 * Translates argon2i and argon2id in PHC form, as they are.
 *
 * @see https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md
 */
export function readArgon2(text: string): PasswordHashTranslation | undefined {
    if (!text.startsWith('$argon2')) return undefined;
    if (text.startsWith('$argon2d$')) return refuse('HASH_UNSUPPORTED_ARGON2D');
    // Without `v`, argon2 is of version 1.0.
    if (/^\$argon2id?\$(?:m=|v=1[0-8]\$)/.test(text)) return refuse('HASH_UNSUPPORTED_ARGON2_VERSION');
    const [, memoryText, passesText, lanesText, saltText = '', keyText = ''] = ARGON2.exec(text) ?? [];
    const [memory, passes, lanes] = [Number(memoryText), Number(passesText), Number(lanesText)];
    const [saltBytes, keyBytes] = [canonicalLength(saltText), canonicalLength(keyText)];
    const isWhole =
        saltBytes >= MIN_SALT_BYTES && keyBytes >= MIN_KEY_BYTES && memory >= MIN_MEMORY_KIB_PER_LANE * lanes;
    if (Number.isNaN(memory)) return refuse('HASH_MALFORMED');
    const isAffordable =
        memory <= MAX_ARGON2_MEMORY_KIB && memory * passes <= MAX_ARGON2_WORK_KIB && lanes <= MAX_ARGON2_PARALLELISM;
    if (!isAffordable) return refuse('HASH_COST_TOO_HIGH');
    return isWhole ? accept({ algorithm: 'argon2', hash: { value: text } }) : refuse('HASH_MALFORMED');
}

/** Writes the PHC form of an argon2 hash whose parts lie in fields, and translates it. */
export function argon2FromParts(parts: {
    variant: string;
    version: number;
    memory: number;
    passes: number;
    lanes: number;
    salt: Buffer;
    key: Buffer;
}): PasswordHashTranslation {
    const { variant, version, memory, passes, lanes, salt, key } = parts;
    const phc = `$argon2${variant}$v=${version}$m=${memory},t=${passes},p=${lanes}$${encodeB64(salt)}$${encodeB64(key)}`;
    return readArgon2(phc) ?? refuse('HASH_MALFORMED');
}

// libsodium refuses base64 whose last digit carries bits that no byte holds.
function canonicalLength(text: string): number {
    const bytes = decodeBase64(text);
    return bytes && encodeB64(bytes) === text ? bytes.length : 0;
}
