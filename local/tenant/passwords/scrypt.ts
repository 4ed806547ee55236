import { type ScryptOptions, scrypt as scryptCallback } from 'node:crypto';
import { promisify } from 'node:util';
import { MAX_DERIVED_KEY_BYTES, MAX_SCRYPT_WORK } from './cost-bounds.ts';
import type { CustomPasswordHash } from './custom-password-hash.ts';
import { sameBytes } from './same-bytes.ts';

const derive = promisify<Uint8Array, Uint8Array, number, ScryptOptions, Buffer>(scryptCallback);
const BYTES_PER_BLOCK = 128;

/** Verifies a scrypt hash whose parameters are fields of `custom`; the defaults are `cost` 16384, `blockSize` 8, `parallelization` 1. */
export async function verifyScrypt(
    custom: CustomPasswordHash,
    key: Uint8Array,
    salt: Uint8Array,
    password: Uint8Array,
): Promise<boolean> {
    const { keylen, cost = 16_384, blockSize = 8, parallelization = 1 } = custom;
    const isSound = [keylen, cost, blockSize, parallelization].every(
        (field) => Number.isSafeInteger(field) && Number(field) > 0,
    );
    if (!isSound || keylen === undefined || keylen > MAX_DERIVED_KEY_BYTES || key.length !== keylen) return false;
    if (cost * blockSize * parallelization > MAX_SCRYPT_WORK) return false;
    const maxmem = BYTES_PER_BLOCK * blockSize * (cost + parallelization + 2);
    return sameBytes(await derive(password, salt, keylen, { cost, blockSize, parallelization, maxmem }), key);
}
