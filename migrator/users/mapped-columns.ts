import type { SourceFile } from '../definition/source-file.ts';
import { valueAt, withValueAt } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import { CARRIED_FIELDS } from './import-record.ts';

const BOOLEAN_FIELDS: ReadonlySet<string> = new Set(['blocked', 'email_verified', 'phone_verified']);
const KNOWN_FIELDS: ReadonlySet<string> = new Set([
    ...CARRIED_FIELDS,
    'created_at',
    'last_ip',
    'last_login',
    'logins_count',
    'updated_at',
    'user_id',
]);

/**
 * Gives the record of a file Auth0's names.
 *
 * With `columns` each named field comes from its column, and the rest stays under its own name, so that the plan lists it.
 * Without, the names are Auth0's, or those that its dashboard and renamed exports give them: `Id`, `Given Name`.
 *
 * @param record - one parsed record
 */
export function mapColumns(record: UserRecord, { columns }: Pick<SourceFile, 'columns'>): UserRecord {
    let profile: UserRecord = {};
    const used = new Set<string>();
    for (const [field, column] of Object.entries(columns ?? {})) {
        const value = columnOf(record, column);
        used.add(Object.hasOwn(record, column) ? column : (column.split('.')[0] ?? column));
        if (!isAbsent(value)) profile = withValueAt(profile, field, coerce(field, value));
    }
    for (const [column, value] of Object.entries(record)) {
        if (used.has(column) || isAbsent(value)) continue;
        const field = columns === undefined ? knownNameOf(column) : column;
        // A column of the file never takes the place of a field that the definition maps.
        if (columns !== undefined && Object.hasOwn(profile, field)) continue;
        profile = /^(app|user)_metadata\./.test(field)
            ? withValueAt(profile, field, value)
            : { ...profile, [field]: coerce(field, value) };
    }
    return profile;
}

/**
 * Gives the value of a column.
 *
 * @param column - a name as it stands in the record, or keys joined by dots
 */
export function columnOf(record: UserRecord, column: string): unknown {
    return Object.hasOwn(record, column) ? record[column] : valueAt(record, column);
}

function knownNameOf(column: string): string {
    const name = column
        .trim()
        .toLowerCase()
        .replaceAll(/[\s-]+/g, '_');
    if (name === 'id') return 'user_id';
    return KNOWN_FIELDS.has(name) ? name : column;
}

// A file of columns has texts only, and an empty one for what is not there.
function isAbsent(value: unknown): boolean {
    return value === '' || value === null || value === undefined;
}

function coerce(field: string, value: unknown): unknown {
    if (BOOLEAN_FIELDS.has(field)) {
        if (value === 'true' || value === 'TRUE' || value === '1' || value === 1) return true;
        if (value === 'false' || value === 'FALSE' || value === '0' || value === 0) return false;
    }
    if ((field === 'user_metadata' || field === 'app_metadata') && typeof value === 'string') {
        try {
            return JSON.parse(value) as unknown;
        } catch {
            return value;
        }
    }
    return value;
}
