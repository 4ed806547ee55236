import type { SourcePreset } from './preset.ts';
import { isNo, isThere, numberAt, textAt } from './record-values.ts';

const PBKDF2 = /^pbkdf2(?:_(sha1|sha256|sha512))?$/;

/**
 * Reads accounts of Gigya (SAP Customer Data Cloud) with their passwords.
 *
 * @see https://community.auth0.com/t/how-to-import-password-hashes-from-gigya-to-auth0/126227 (read 2026-11-26)
 */
export const gigya: SourcePreset = {
    at: 'results',
    columns: {
        user_id: 'UID',
        email: ['profile.email', 'emails.verified.0.email', 'email'],
        email_verified: 'isVerified',
        given_name: 'profile.firstName',
        family_name: 'profile.lastName',
        nickname: 'profile.nickname',
        username: 'profile.username',
        blocked: ({ isActive }) => (isNo(isActive) ? true : undefined),
    },
    blockedBy: ['isActive'],
    passwordHash: (record) => {
        const hash = textAt(record, 'password', 'hash') ?? textAt(record, 'password', 'hashedPassword');
        if (hash === undefined) return undefined;
        const of = (key: string): string | undefined =>
            textAt(record, 'password', 'hashSettings', key) ?? textAt(record, 'password', 'hashsettings', key);
        const name = of('algorithm') ?? '';
        const salt = of('salt');
        const [isPbkdf2, digest = 'sha1'] = PBKDF2.exec(name) ?? [];
        const iterations = numberAt(record, 'password', 'hashSettings', 'rounds');
        if (isPbkdf2 !== undefined && salt !== undefined && iterations !== undefined) {
            const settings = { encoding: 'base64', salt: { value: salt, encoding: 'base64' } } as const;
            return { hash, algorithm: 'pbkdf2', digest, iterations, ...settings };
        }
        const isPlain = salt === undefined && (iterations ?? 1) === 1;
        if (isPlain && (name === 'md5' || name === 'sha1' || name === 'sha256' || name === 'sha512'))
            return { hash, algorithm: name, encoding: 'base64' };
        // A hash of bcrypt and the like tells itself; any other needs a description, and says so.
        return { hash };
    },
    // `site` is the login by password.
    isPerson: (record) => {
        const providers = textAt(record, 'socialProviders');
        return providers === undefined || providers.split(',').includes('site') || isThere(record['password']);
    },
};
