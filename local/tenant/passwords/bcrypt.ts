import { randomBytes } from 'node:crypto';
import { bcrypt, bcryptVerify } from 'hash-wasm';
import { MAX_BCRYPT_COST } from './cost-bounds.ts';

// Also what Auth0 hashes with: cost 10, seen in every export of hashes.
const AUTH0_BCRYPT_COST = 10;
const BCRYPT_SALT_BYTES = 16;
const BCRYPT_INPUT_BYTES = 72;
const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;

/** Verifies a bcrypt hash of revision `$2a$`, `$2b$` or `$2y$`; of the input, the first 72 bytes count, salt included. */
export async function verifyBcrypt(hash: string, input: Uint8Array): Promise<boolean> {
    const cost = Number(BCRYPT.exec(hash)?.[1]);
    if (!(cost >= 4 && cost <= MAX_BCRYPT_COST) || input.length === 0) return false;
    return bcryptVerify({ password: input.subarray(0, BCRYPT_INPUT_BYTES), hash });
}

/** Hashes a password as Auth0 does, with a random salt. */
export async function hashBcrypt(password: Uint8Array): Promise<string> {
    const salt = randomBytes(BCRYPT_SALT_BYTES);
    const options = { password: password.subarray(0, BCRYPT_INPUT_BYTES), salt, costFactor: AUTH0_BCRYPT_COST };
    const encoded = await bcrypt({ ...options, outputType: 'encoded' });
    // The library writes `$2a$`; for the passwords it takes, both revisions are one algorithm.
    return encoded.replace(/^\$2a\$/, '$2b$');
}
