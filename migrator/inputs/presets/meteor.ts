import { isRecord } from '../../records/json-path.ts';
import type { SourcePreset } from './preset.ts';
import { recordsAt, textAt } from './record-values.ts';

/**
 * Reads `mongoexport --collection users` of Meteor.
 *
 * Meteor hashes the SHA-256 of a password, which Auth0 cannot: its hashes are refused for what they are.
 *
 * @see https://docs.meteor.com/api/accounts (`services.password`)
 */
export const meteor: SourcePreset = {
    columns: {
        user_id: ['_id.$oid', '_id'],
        email: 'emails.0.address',
        email_verified: (record) => recordsAt(record, 'emails')[0]?.['verified'] === true,
        username: 'username',
        name: 'profile.name',
    },
    passwordHash: (record) => {
        const hash =
            textAt(record, 'services', 'password', 'bcrypt') ?? textAt(record, 'services', 'password', 'argon2');
        return hash === undefined ? undefined : { hash, algorithm: 'bcrypt-sha256' };
    },
    isPerson: ({ services }) =>
        !isRecord(services) ||
        'password' in services ||
        !Object.keys(services).some((name) => !OF_METEOR_ITSELF.includes(name)),
};

/** Services that are no way to log in, or send a link to the address. */
const OF_METEOR_ITSELF = ['email', 'passwordless', 'resume'];
