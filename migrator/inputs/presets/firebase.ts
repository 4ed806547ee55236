import type { SourcePreset } from './preset.ts';
import { isThere, isYes, recordsAt } from './record-values.ts';

/** Reads `firebase auth:export users.json`. Its modified scrypt is known, and refused for what it is. */
export const firebase: SourcePreset = {
    at: 'users',
    columns: {
        user_id: 'localId',
        email: 'email',
        email_verified: 'emailVerified',
        name: 'displayName',
        picture: 'photoUrl',
        phone_number: 'phoneNumber',
        blocked: ({ disabled }) => (isYes(disabled) ? true : undefined),
    },
    blockedBy: ['disabled'],
    passwordHash: ({ localId, passwordHash, salt }) =>
        isThere(passwordHash) ? { hash: { localId, passwordHash, salt } } : undefined,
    isPerson: (record) => {
        const providers = recordsAt(record, 'providerUserInfo').map(({ providerId }) => providerId);
        return isThere(record['passwordHash']) || providers.length === 0 || providers.includes('password');
    },
};
