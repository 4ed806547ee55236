import { isBlockedBy } from '../../users/blocked-columns.ts';
import type { SourcePreset } from './preset.ts';
import { isThere } from './record-values.ts';

/**
 * Reads the table of users of a Rails application with Devise.
 *
 * Where Devise has a pepper, describe the hashes yourself: `passwordHash: { column: 'encrypted_password', algorithm: 'bcrypt',
 * salt: { value: ..., position: 'suffix' } }`.
 */
export const devise: SourcePreset = {
    columns: {
        user_id: 'id',
        email: 'email',
        username: 'username',
        given_name: 'first_name',
        family_name: 'last_name',
        name: 'name',
        // Whether the lock ends by itself is a setting of the application.
        blocked: ({ locked_at: since }) => (isBlockedBy('locked_at', since, 0) === true ? true : undefined),
        email_verified: (record) => ('confirmed_at' in record ? isThere(record['confirmed_at']) : undefined),
    },
    blockedBy: ['locked_at'],
    passwordHash: ({ encrypted_password: hash }) => (isThere(hash) ? { hash } : undefined),
};
