import { isRecord } from '../../records/json-path.ts';
import { parseRecord } from '../../records/parse-record.ts';
import type { UserRecord } from '../../records/user-record.ts';
import { isAhead } from '../../users/blocked-columns.ts';
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
        blocked: ({ banned_until: end }, asOf) => (isAhead(end, asOf) ? true : undefined),
        user_metadata: 'raw_user_meta_data',
        app_metadata: 'raw_app_meta_data',
    },
    blockedBy: ['banned_until'],
    passwordHash: ({ encrypted_password: hash }) => (isThere(hash) ? { hash } : undefined),
    isPerson: (record) => {
        const { is_sso_user: isSso, is_anonymous: isAnonymous, deleted_at: deletedAt } = record;
        return !isYes(isSso) && !isYes(isAnonymous) && !isThere(deletedAt) && !isSocialOnly(record);
    },
};

// The column is a JSON text where the table is a CSV.
function isSocialOnly(record: UserRecord): boolean {
    const { encrypted_password: hash, raw_app_meta_data: metadata } = record;
    const app = typeof metadata === 'string' ? parseRecord(metadata)?.record : metadata;
    const providers = isRecord(app) && Array.isArray(app['providers']) ? (app['providers'] as unknown[]) : [];
    return !isThere(hash) && providers.length > 0 && !providers.includes('email') && !providers.includes('phone');
}
