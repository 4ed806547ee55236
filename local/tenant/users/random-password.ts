import { randomBytes } from 'node:crypto';
import type { StoredPassword } from '../passwords.ts';

const BCRYPT_ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Makes the hash that Auth0 gives to a user who was imported without one: it looks like any other, and no password fits it.
 * Drawing the hash itself, in place of a password to be hashed, keeps an import of many users quick.
 */
export function randomPassword(): StoredPassword {
    let text = '$2b$10$';
    for (const byte of randomBytes(53)) text += BCRYPT_ALPHABET.charAt(byte % 64);
    return { kind: 'bcrypt', hash: text };
}
