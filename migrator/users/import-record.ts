import type { UserRecord } from '../records/user-record.ts';
import { LEDGER_FIELDS } from '../run-store/ledger.ts';
import { emailKey } from './email-key.ts';

/** The profile fields that go from an export into an import as they are; `user_id` and hashes have rules of their own. */
export const CARRIED_FIELDS = [
    ...LEDGER_FIELDS,
    // No export shows factors, but the file of another system may bring them.
    'mfa_factors',
] as const;

const CARRIED: ReadonlySet<string> = new Set(CARRIED_FIELDS);

/** An export's profile as an import can carry it, and what it cannot. */
export interface ImportRecord {
    readonly user: UserRecord;
    /** Fields that have a value and stay behind: an import schema is closed. */
    readonly dropped: readonly string[];
}

/**
 * Keeps of an exported profile what an import file may hold.
 *
 * @param profile - one line of an export
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-import-schema (read 2026-08-20)
 */
export function toImportRecord(profile: UserRecord): ImportRecord {
    const user: Record<string, unknown> = {};
    const dropped: string[] = [];
    for (const field in profile) {
        const value = profile[field];
        if (value === null || value === undefined) continue;
        if (CARRIED.has(field)) user[field] = value;
        else if (field !== 'user_id') dropped.push(field);
    }
    // Auth0 stores the addresses of its databases in lower case; the same address must be the same text everywhere.
    if (typeof user['email'] === 'string') user['email'] = emailKey(user['email']);
    return { user, dropped };
}
