import type { SourcePreset } from './preset.ts';
import { isNo } from './record-values.ts';

/** Reads what `aws cognito-idp list-users` prints. Cognito gives its hashes to nobody. */
export const cognito: SourcePreset = {
    at: 'Users',
    columns: {
        user_id: ['Attributes.sub', 'Username'],
        email: 'Attributes.email',
        email_verified: 'Attributes.email_verified',
        phone_number: 'Attributes.phone_number',
        phone_verified: 'Attributes.phone_number_verified',
        given_name: 'Attributes.given_name',
        family_name: 'Attributes.family_name',
        name: 'Attributes.name',
        nickname: 'Attributes.nickname',
        picture: 'Attributes.picture',
        blocked: ({ Enabled: isEnabled, UserStatus: status }) =>
            isNo(isEnabled) || status === 'ARCHIVED' || status === 'COMPROMISED' ? true : undefined,
    },
    blockedBy: ['Enabled', 'UserStatus'],
    passwordHash: () => undefined,
    isPerson: ({ UserStatus: status }) => status !== 'EXTERNAL_PROVIDER',
};
