import { hashBcrypt, verifyBcrypt } from './passwords/bcrypt.ts';
import type { CustomPasswordHash } from './passwords/custom-password-hash.ts';
import { verifyCustomHash } from './passwords/verify-custom-hash.ts';
import { verifyInWorker } from './passwords/verify-in-worker.ts';

export { customPasswordHashProblems } from './passwords/custom-hash-schema.ts';
export type { CustomPasswordHash } from './passwords/custom-password-hash.ts';

/** Holds what an identity row keeps of a password: Auth0's own bcrypt, or a hash of another system until its first login. */
export type StoredPassword = { kind: 'bcrypt'; hash: string } | { kind: 'custom'; custom: CustomPasswordHash };

// Those that can take seconds or half a gigabyte, by what the hash itself says.
const SLOW_ALGORITHMS: ReadonlySet<string> = new Set(['argon2', 'bcrypt', 'pbkdf2', 'scrypt']);

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
        if (SLOW_ALGORITHMS.has(stored.custom.algorithm)) return await verifyInWorker(stored.custom, password);
        return await verifyCustomHash(stored.custom, password);
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
