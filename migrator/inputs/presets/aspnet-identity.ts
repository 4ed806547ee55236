import type { SourcePreset } from './preset.ts';
import { isThere } from './record-values.ts';

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
    },
    passwordHash: ({ PasswordHash: hash }) => (isThere(hash) ? { hash } : undefined),
};
