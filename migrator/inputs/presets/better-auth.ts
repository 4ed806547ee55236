import { isAhead } from '../../users/blocked-columns.ts';
import type { PresetHash, SourcePreset } from './preset.ts';
import { isThere, isYes, recordsAt, textAt } from './record-values.ts';

const OWN = /^([0-9a-f]{32}):([0-9a-f]{128})$/i;

/**
 * Reads users of better-auth joined with the password of their account: as `password`, or as `accounts`.
 *
 * @see https://github.com/better-auth/better-auth/blob/main/packages/better-auth/src/crypto/password.ts
 */
export const betterAuth: SourcePreset = {
    columns: {
        user_id: 'id',
        email: 'email',
        email_verified: ['emailVerified', 'email_verified'],
        name: 'name',
        picture: 'image',
        username: 'username',
        phone_number: ['phoneNumber', 'phone_number'],
        blocked: ({ banned, banExpires, ban_expires: end = banExpires }, asOf) =>
            isYes(banned) && (!isThere(end) || isAhead(end, asOf)) ? true : undefined,
    },
    blockedBy: ['banned', 'banExpires', 'ban_expires'],
    passwordHash: (record) => {
        const account = recordsAt(record, 'accounts').find(({ providerId }) => providerId === 'credential');
        const password = account === undefined ? textAt(record, 'password') : textAt(account, 'password');
        return password === undefined ? undefined : described(password);
    },
    isPerson: (record) => {
        const accounts = recordsAt(record, 'accounts');
        return accounts.length === 0 || accounts.some(({ providerId }) => providerId === 'credential');
    },
};

function described(password: string): PresetHash {
    const [, salt, hash] = OWN.exec(password) ?? [];
    if (salt === undefined) return { hash: password };
    return {
        hash,
        algorithm: 'scrypt',
        encoding: 'hex',
        // The salt is hex, and it is the text of the digits that goes into the hash.
        salt: { value: salt, encoding: 'utf8' },
        cost: 16_384,
        blockSize: 16,
        parallelization: 1,
        keylen: 64,
    };
}
