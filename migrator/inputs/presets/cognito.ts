import type { SourcePreset } from './preset.ts';
import { isNo } from './record-values.ts';

/**
 * Reads what `aws cognito-idp list-users` prints, or a table with a column for each attribute, in the names of `get-csv-header`.
 *
 * Cognito gives its hashes to nobody.
 */
export const cognito: SourcePreset = {
    at: 'Users',
    columns: {
        user_id: ['Attributes.sub', 'sub', 'Username', 'cognito:username'],
        email: ['Attributes.email', 'email'],
        email_verified: ['Attributes.email_verified', 'email_verified'],
        phone_number: ['Attributes.phone_number', 'phone_number'],
        phone_verified: ['Attributes.phone_number_verified', 'phone_number_verified'],
        given_name: ['Attributes.given_name', 'given_name'],
        family_name: ['Attributes.family_name', 'family_name'],
        name: ['Attributes.name', 'name'],
        nickname: ['Attributes.nickname', 'nickname'],
        picture: ['Attributes.picture', 'picture'],
        blocked: ({ Enabled: isEnabled, UserStatus: status }) =>
            isNo(isEnabled) || status === 'ARCHIVED' || status === 'COMPROMISED' ? true : undefined,
    },
    blockedBy: ['Enabled', 'UserStatus'],
    passwordHash: () => undefined,
    isPerson: ({ UserStatus: status }) => status !== 'EXTERNAL_PROVIDER',
};
