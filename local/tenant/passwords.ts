import { verifyArgon2 } from './passwords/argon2.ts';
import { hashBcrypt, verifyBcrypt } from './passwords/bcrypt.ts';
import type { CustomPasswordHash } from './passwords/custom-password-hash.ts';
import { digest, hmac, isDigestName } from './passwords/digests.ts';
import { decodeBytes, encodePassword } from './passwords/encoded-bytes.ts';
import { verifyLdap } from './passwords/ldap.ts';
import { verifyPbkdf2 } from './passwords/pbkdf2.ts';
import { sameBytes } from './passwords/same-bytes.ts';
import { verifyScrypt } from './passwords/scrypt.ts';

export { customPasswordHashProblems } from './passwords/custom-hash-schema.ts';
export type { CustomPasswordHash } from './passwords/custom-password-hash.ts';

/** Holds what an identity row keeps of a password: Auth0's own bcrypt, or a hash of another system until its first login. */
export type StoredPassword = { kind: 'bcrypt'; hash: string } | { kind: 'custom'; custom: CustomPasswordHash };

/**
 * Says whether a password is the one that a stored hash was made of.
 *
 * The cost that the hash asks for is bounded before anything is computed (see `passwords/cost-bounds.ts`).
 *
 * @returns `false` also for a hash that is malformed, too expensive or of an unknown kind, and for an empty password; it never throws
 */
export async function verifyPassword(stored: StoredPassword, password: string): Promise<boolean> {
    try {
        if (password === '') return false;
        if (stored.kind === 'bcrypt') return await verifyBcrypt(stored.hash, Buffer.from(password, 'utf8'));
        return await verifyCustom(stored.custom, password);
    } catch {
        // A stored hash comes from a file; whatever is wrong with it is a wrong password to the one who logs in.
        return false;
    }
}

/**
 * Hashes a new password as Auth0 does.
 *
 * @returns `$2b$10$…` with a random salt
 */
export function hashPassword(password: string): Promise<string> {
    return hashBcrypt(Buffer.from(password, 'utf8'));
}

async function verifyCustom(custom: CustomPasswordHash, password: string): Promise<boolean> {
    const input = encodePassword(password, custom.password?.encoding);
    const salt = custom.salt && decodeBytes(custom.salt.value, custom.salt.encoding ?? 'utf8');
    if (!input || (custom.salt && !salt)) return false;
    const { algorithm, hash } = custom;
    switch (algorithm) {
        case 'argon2':
            return verifyArgon2(hash.value, input);
        case 'bcrypt':
            return verifyBcrypt(hash.value, withSalt(custom, salt, input));
        case 'ldap':
            return verifyLdap(hash.value, input);
        case 'pbkdf2':
            return verifyPbkdf2(hash.value, input);
    }
    const key =
        hash.encoding === 'hex' || hash.encoding === 'base64' ? decodeBytes(hash.value, hash.encoding) : undefined;
    if (!key) return false;
    switch (algorithm) {
        case 'scrypt':
            return verifyScrypt(custom, key, salt ?? Buffer.alloc(0), input);
        case 'hmac': {
            const secret = hash.key && decodeBytes(hash.key.value, hash.key.encoding ?? 'utf8');
            return (
                secret !== undefined &&
                isDigestName(hash.digest) &&
                sameBytes(await hmac(hash.digest, secret, input), key)
            );
        }
        case 'md4':
        case 'md5':
        case 'sha1':
        case 'sha256':
        case 'sha512':
            return sameBytes(await digest(algorithm, withSalt(custom, salt, input)), key);
        default:
            return false;
    }
}

function withSalt(custom: CustomPasswordHash, salt: Buffer | undefined, input: Buffer): Buffer {
    if (!salt) return input;
    return Buffer.concat(custom.salt?.position === 'suffix' ? [input, salt] : [salt, input]);
}
