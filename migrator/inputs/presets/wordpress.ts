import { md5OrOwn } from './md5-or-own.ts';
import type { SourcePreset } from './preset.ts';
import { isYes } from './record-values.ts';

/** Reads the table `wp_users` of WordPress. Its own hashes are refused for what they are; bcrypt of plugins goes. */
export const wordpress: SourcePreset = {
    columns: {
        user_id: 'ID',
        email: 'user_email',
        username: 'user_login',
        name: 'display_name',
        nickname: 'user_nicename',
        // Of a network of sites.
        blocked: ({ spam, deleted }) => (isYes(spam) || isYes(deleted) ? true : undefined),
    },
    blockedBy: ['spam', 'deleted'],
    passwordHash: ({ user_pass: hash }) => md5OrOwn(hash),
};
