import type { SourcePreset } from './preset.ts';
import { isThere, isYes, recordsAt } from './record-values.ts';

const PROVIDERS = ['google.com', 'facebook.com', 'twitter.com', 'github.com'];
const CSV_COLUMNS = [
    ...['localId', 'email', 'emailVerified', 'passwordHash', 'salt', 'displayName', 'photoUrl'],
    ...PROVIDERS.flatMap((name) => [name, `${name} email`, `${name} name`, `${name} photo`]),
    ...['createdAt', 'lastSignedInAt', 'phoneNumber', 'disabled', 'customAttributes'],
    // Each row ends with a comma.
    'end',
];

/**
 * Reads `firebase auth:export`, as JSON or CSV. Its modified scrypt is known, and refused for what it is.
 *
 * @see https://firebase.google.com/docs/cli/auth#file_format (read 2026-11-26)
 */
export const firebase: SourcePreset = {
    at: 'users',
    headless: { columns: CSV_COLUMNS, least: 26 },
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
        const providers = [
            ...recordsAt(record, 'providerUserInfo').map(({ providerId }) => providerId),
            ...PROVIDERS.filter((name) => isThere(record[name])),
        ];
        return isThere(record['passwordHash']) || providers.length === 0 || providers.includes('password');
    },
};
