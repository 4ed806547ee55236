import { argon2i, argon2id } from 'hash-wasm';
import {
    MAX_ARGON2_MEMORY_KIB,
    MAX_ARGON2_PARALLELISM,
    MAX_ARGON2_WORK_KIB,
    MAX_DERIVED_KEY_BYTES,
} from './cost-bounds.ts';
import { decodeBytes } from './encoded-bytes.ts';
import { sameBytes } from './same-bytes.ts';

const ARGON2 = /^\$argon2(id?)\$v=19\$m=(\d{1,10}),t=(\d{1,10}),p=(\d{1,10})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;
const MIN_SALT_BYTES = 8;
const MIN_KEY_BYTES = 4;

/** Verifies an argon2i or argon2id hash of version 19 in PHC form, as libsodium's `crypto_pwhash_str_verify` does. */
export async function verifyArgon2(phc: string, password: Uint8Array): Promise<boolean> {
    const [, variant, m, t, p, saltText = '', keyText = ''] = ARGON2.exec(phc) ?? [];
    const salt = decodeBytes(saltText, 'base64');
    const key = decodeBytes(keyText, 'base64');
    if (!salt || !key || salt.length < MIN_SALT_BYTES || key.length < MIN_KEY_BYTES) return false;
    const [memorySize, iterations, parallelism] = [Number(m), Number(t), Number(p)];
    const isAffordable =
        memorySize <= MAX_ARGON2_MEMORY_KIB &&
        memorySize * iterations <= MAX_ARGON2_WORK_KIB &&
        parallelism <= MAX_ARGON2_PARALLELISM &&
        key.length <= MAX_DERIVED_KEY_BYTES;
    if (!isAffordable || iterations < 1 || parallelism < 1 || memorySize < 8 * parallelism) return false;
    const compute = variant === 'id' ? argon2id : argon2i;
    const options = { password, salt, memorySize, iterations, parallelism, hashLength: key.length };
    return sameBytes(await compute({ ...options, outputType: 'binary' }), key);
}
