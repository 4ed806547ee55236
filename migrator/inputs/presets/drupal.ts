import { md5OrOwn } from './md5-or-own.ts';
import type { SourcePreset } from './preset.ts';
import { isNo } from './record-values.ts';

/** Reads the table of users of Drupal: bcrypt of Drupal 10.1 and later goes, and the iterated SHA-512 before it is refused. */
export const drupal: SourcePreset = {
    columns: {
        user_id: 'uid',
        email: 'mail',
        username: 'name',
        blocked: ({ status }) => (isNo(status) ? true : undefined),
    },
    blockedBy: ['status'],
    passwordHash: ({ pass: hash }) => md5OrOwn(hash),
    // The row of everybody who is not logged in.
    isPerson: ({ uid }) => uid !== '0' && uid !== 0,
};
