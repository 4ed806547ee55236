import type { SourcePreset } from './preset.ts';
import { isYes, textAt } from './record-values.ts';

const DIGESTS = ['md5', 'sha256', 'sha512'] as const;

/**
 * Reads the CSV of users that Clerk's dashboard exports, with digests of passwords and secrets of one-time passwords.
 *
 * @see https://clerk.com/docs/guides/development/migrating/export-from-clerk (read 2026-11-26)
 */
export const clerk: SourcePreset = {
    columns: {
        user_id: 'id',
        email: 'primary_email_address',
        email_verified: (record) => {
            const email = textAt(record, 'primary_email_address');
            const verified = textAt(record, 'verified_email_addresses');
            return email === undefined ? undefined : (verified?.split(/[\s,;|]+/).includes(email) ?? false);
        },
        phone_number: 'primary_phone_number',
        username: 'username',
        given_name: 'first_name',
        family_name: 'last_name',
        blocked: ({ banned, locked }) => (isYes(banned) || isYes(locked) ? true : undefined),
        mfa_factors: (record) => {
            const secret = textAt(record, 'totp_secret');
            return secret === undefined ? undefined : [{ totp: { secret } }];
        },
    },
    blockedBy: ['banned', 'locked'],
    passwordHash: (record) => {
        const hash = textAt(record, 'password_digest');
        if (hash === undefined) return undefined;
        const hasher = textAt(record, 'password_hasher');
        if (hasher === 'scrypt_firebase') return { hash, algorithm: 'firebase-scrypt' };
        if (hasher === 'bcrypt_sha256_django' || hasher === 'bcrypt_peppered')
            return { hash, algorithm: 'bcrypt-sha256' };
        const digest = DIGESTS.find((name) => name === hasher);
        return digest === undefined ? { hash } : { hash, algorithm: digest, encoding: 'hex' };
    },
};
