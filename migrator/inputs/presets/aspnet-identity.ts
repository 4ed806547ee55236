import { isAhead } from '../../users/blocked-columns.ts';
import type { SourcePreset } from './preset.ts';
import { isNo, isThere } from './record-values.ts';

/** Reads the table `AspNetUsers` of ASP.NET Identity. */
export const aspNetIdentity: SourcePreset = {
    columns: {
        user_id: 'Id',
        email: 'Email',
        email_verified: 'EmailConfirmed',
        username: ({ UserName: username, Email: email }) => (username === email ? undefined : username),
        phone_number: 'PhoneNumber',
        phone_verified: ({ PhoneNumber: phone, PhoneNumberConfirmed: isConfirmed }) =>
            isThere(phone) ? isConfirmed : undefined,
        // Older versions have the column in UTC. Where lock-outs are not enabled for a user, the date has no effect.
        blocked: ({ LockoutEnabled: isEnabled, LockoutEnd: end, LockoutEndDateUtc: olderEnd }, asOf) =>
            !isNo(isEnabled) && (isAhead(end, asOf) || isAhead(olderEnd, asOf)) ? true : undefined,
    },
    blockedBy: ['LockoutEnabled', 'LockoutEnd', 'LockoutEndDateUtc'],
    passwordHash: ({ PasswordHash: hash }) => (isThere(hash) ? { hash } : undefined),
};
