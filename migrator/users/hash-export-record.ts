import { withoutDatabasePrefix } from '../identity/user-id.ts';
import { isRecord } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import { emailKey } from './email-key.ts';

/** One line of a password hash export, read. */
export interface HashExportRecord {
    /**
     * `user_id`s behind `auth0|` that the line can stand for: `alt_id` first, then `_id`. A line with any of them is this user's
     * alone, whatever its address is.
     */
    readonly ids: readonly string[];
    /** As Auth0 stores it; undefined for a user that has none. */
    readonly email: string | undefined;
    /** Name of the connection; undefined where the line names none. */
    readonly connection: string | undefined;
    /** The hash: a text, or an object shaped like `custom_password_hash`; undefined for a user without one. */
    readonly hash: unknown;
    /** When the password was set: milliseconds since the Unix epoch, or a date as the line writes it; undefined where it does not say. */
    readonly passwordSetAt: number | string | undefined;
}

/**
 * Reads one record of the password hash export that Auth0's support delivers.
 *
 * `_id` is written `_ID` in some samples, newer exports name addresses in `identifiers[]` only, and `alt_id` is there when
 * the ID was chosen by the customer.
 *
 * @param record - one parsed line
 * @returns undefined when the line has neither ID nor e-mail address, so nobody can be found by it
 * @see https://auth0.com/docs/manage-users/user-migration/export-password-hashes-and-mfa-secrets (read 2026-08-20)
 * @see https://community.auth0.com/t/58730
 */
export function readHashExportRecord(record: unknown): HashExportRecord | undefined {
    if (!isRecord(record)) return undefined;
    const { user_id: userId } = record;
    const ids = [
        textOf(record['alt_id']),
        objectId(record['_id'] ?? record['_ID']),
        typeof userId === 'string' && userId !== '' ? withoutDatabasePrefix(userId) : undefined,
    ].filter((id) => id !== undefined);
    const email = textOf(record['email']) ?? emailIdentifier(record['identifiers']);
    if (ids.length === 0 && email === undefined) return undefined;
    return {
        ids,
        email: email === undefined ? undefined : emailKey(email),
        connection: textOf(record['connection']),
        hash: record['passwordHash'] ?? record['custom_password_hash'] ?? record['password_hash'],
        passwordSetAt: timeOf(record['password_set_date']),
    };
}

function objectId(id: unknown): string | undefined {
    const value = isRecord(id) ? id['$oid'] : id;
    return typeof value === 'number' ? String(value) : textOf(value);
}

function emailIdentifier(identifiers: unknown): string | undefined {
    if (!Array.isArray(identifiers)) return undefined;
    const email = (identifiers as unknown[]).find(
        (identifier): identifier is UserRecord => isRecord(identifier) && identifier['type'] === 'email',
    );
    return textOf(email?.['value']);
}

function textOf(value: unknown): string | undefined {
    return typeof value === 'string' && value !== '' ? value : undefined;
}

// MongoDB's two spellings of a date, or a plain one. A text is read only where it is needed: few users ever reset a password.
function timeOf(value: unknown): number | string | undefined {
    const date = isRecord(value) ? value['$date'] : value;
    if (typeof date === 'string') return date;
    const time = isRecord(date) ? Number(date['$numberLong']) : date;
    return typeof time === 'number' && Number.isFinite(time) ? time : undefined;
}
