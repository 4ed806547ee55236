import type { SourcePreset } from './preset.ts';
import { recordsAt } from './record-values.ts';

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
        blocked: ({ disabled }) => (disabled === true ? true : undefined),
    },
    passwordHash: ({ localId, passwordHash, salt }) =>
        passwordHash === undefined ? undefined : { hash: { localId, passwordHash, salt } },
    isPerson: (record) => {
        const providers = recordsAt(record, 'providerUserInfo').map(({ providerId }) => providerId);
        const { passwordHash } = record;
        return passwordHash !== undefined || providers.length === 0 || providers.includes('password');
    },
};
