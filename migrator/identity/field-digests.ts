import type { DigestFunction } from '../records/digest.ts';
import type { UserRecord } from '../records/user-record.ts';
import { type FieldDigests, LEDGER_FIELDS, type LedgerField } from '../run-store/ledger.ts';
import { emailKey } from '../users/email-key.ts';

/**
 * Gives the value of a field in the form in which it is compared: one text for all spellings of the same value.
 *
 * Exports leave out what is not set, so an absent flag is `false` and absent metadata is empty; addresses and usernames are
 * compared as Auth0 stores them, in lower case.
 *
 * @returns undefined where the field is absent
 */
export function comparableField(field: LedgerField, record: UserRecord): string | undefined {
    const value = record[field];
    switch (field) {
        case 'email':
        case 'username':
            return typeof value === 'string' ? emailKey(value) : undefined;
        case 'email_verified':
        case 'phone_verified':
        case 'blocked':
            return value === true ? 'true' : undefined;
        case 'user_metadata':
        case 'app_metadata': {
            if (typeof value !== 'object' || value === null) return undefined;
            const text = canonicalJson(value);
            return text === '{}' ? undefined : text;
        }
        default:
            return typeof value === 'string' && value !== '' ? value : undefined;
    }
}

/** Writes a JSON value with the keys of its objects in order, so that equal values give equal texts. */
export function canonicalJson(value: unknown): string {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
    if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
    const entries: string[] = [];
    for (const key of Object.keys(value).sort()) {
        const inner = (value as UserRecord)[key];
        if (inner !== undefined) entries.push(`${JSON.stringify(key)}:${canonicalJson(inner)}`);
    }
    return `{${entries.join(',')}}`;
}

/**
 * Digests the fields of a record, each to 32 bits.
 *
 * @param digest - of the run's ledger
 */
export function digestFields(record: UserRecord, digest: DigestFunction): FieldDigests {
    return LEDGER_FIELDS.map((field) => {
        const text = comparableField(field, record);
        // 0 says that the field is absent.
        return text === undefined ? 0 : digest(`${field} ${text}`).low || 1;
    });
}
