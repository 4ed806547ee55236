import { md5OrOwn } from './md5-or-own.ts';
import type { SourcePreset } from './preset.ts';
import { isYes } from './record-values.ts';

const SALTED = /^([0-9a-f]{32}):(.+)$/i;

/** Reads the table of users of Joomla: bcrypt, and the MD5 with a salt behind it of older versions. */
export const joomla: SourcePreset = {
    columns: {
        user_id: 'id',
        email: 'email',
        username: 'username',
        name: 'name',
        blocked: ({ block }) => (isYes(block) ? true : undefined),
    },
    blockedBy: ['block'],
    passwordHash: ({ password }) => {
        const [, hash, salt] = typeof password === 'string' ? (SALTED.exec(password) ?? []) : [];
        if (hash === undefined || salt === undefined) return md5OrOwn(password);
        return { hash, algorithm: 'md5', encoding: 'hex', salt: { value: salt, encoding: 'utf8', position: 'suffix' } };
    },
};
