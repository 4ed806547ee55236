import type { SourcePreset } from './preset.ts';
import { isThere, isYes, phoneNumber } from './record-values.ts';

/** Reads the table `auth.users` of Supabase, as CSV or JSON. */
export const supabase: SourcePreset = {
    columns: {
        user_id: 'id',
        email: 'email',
        email_verified: ({ email_confirmed_at: at, confirmed_at: older }) => isThere(at) || isThere(older),
        phone_number: ({ phone }) => phoneNumber(phone),
        phone_verified: ({ phone, phone_confirmed_at: at }) => (isThere(phone) ? isThere(at) : undefined),
        user_metadata: 'raw_user_meta_data',
        app_metadata: 'raw_app_meta_data',
    },
    passwordHash: ({ encrypted_password: hash }) => (isThere(hash) ? { hash } : undefined),
    isPerson: ({ is_sso_user: isSso, is_anonymous: isAnonymous, deleted_at: deletedAt }) =>
        !isYes(isSso) && !isYes(isAnonymous) && !isThere(deletedAt),
};
