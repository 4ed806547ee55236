import type { SourceFile } from '../definition/source-file.ts';
import { withValueAt } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import { type ColumnMapping, type MappedField, mappingOf, valueOfColumn } from './column-mapping.ts';
import { CARRIED_FIELDS } from './import-record.ts';

const BOOLEAN_FIELDS: ReadonlySet<string> = new Set(['blocked', 'email_verified', 'phone_verified']);
const TRUE: ReadonlySet<unknown> = new Set(['true', 'TRUE', 'True', 't', '1', 1]);
const FALSE: ReadonlySet<unknown> = new Set(['false', 'FALSE', 'False', 'f', '0', 0]);
const CARRIED: ReadonlySet<string> = new Set(CARRIED_FIELDS);
const KNOWN_FIELDS: ReadonlySet<string> = new Set([
    ...CARRIED_FIELDS,
    'connection',
    'created_at',
    'last_ip',
    'last_login',
    'logins_count',
    'updated_at',
    'user_id',
]);
/** A column whose name is a path into a profile, as Auth0's CSV has them. */
const PATH = /^(?:(?:app|user)_metadata\.|identities\[\d+\]\.)/;

/**
 * Gives the record of a file Auth0's names.
 *
 * With `columns` or a preset each named field comes from its column, and the rest stays under its own name, so that the plan lists
 * it. Without, the names are Auth0's, or those that its dashboard and renamed exports give them: `Id`, `Given Name`.
 *
 * @param record - one parsed record
 */
export function mapColumns(
    record: UserRecord,
    source: Pick<SourceFile, 'from' | 'columns' | 'nulls' | 'passwordHash' | 'at'>,
): UserRecord {
    const mapping = mappingOf(source);
    const isNamed = mapping.fields.length > 0;
    let profile: Record<string, unknown> = {};
    for (const mapped of mapping.fields) {
        const value = valueOfField(record, mapped, mapping);
        if (value !== undefined) profile = withField(profile, mapped.field, coerce(mapped.field, value));
    }
    for (const column in record) {
        const value = record[column];
        if (mapping.used.has(column) || isNothing(value, mapping.nulls)) continue;
        const field = isNamed ? column : knownNameOf(column);
        // A column of the file never takes the place of a field that the definition maps.
        if (isNamed && Object.hasOwn(profile, field)) continue;
        // The names of another system are not Auth0's, even where they look alike.
        if (mapping.isPreset && CARRIED.has(field)) continue;
        profile = PATH.test(field) ? withField(profile, field, value) : assign(profile, field, coerce(field, value));
    }
    return profile;
}

/** Tells whether a value of a file stands for nothing: a file of columns has texts only, and an empty one for what is not there. */
export function isNothing(value: unknown, nulls: ReadonlySet<string>): boolean {
    return value === '' || value === null || value === undefined || (typeof value === 'string' && nulls.has(value));
}

function valueOfField(record: UserRecord, { columns, read }: MappedField, { nulls }: ColumnMapping): unknown {
    if (read !== undefined) {
        const value = read(record);
        return isNothing(value, nulls) ? undefined : value;
    }
    for (const column of columns) {
        const value = valueOfColumn(record, column);
        if (!isNothing(value, nulls)) return value;
    }
    return undefined;
}

function withField(profile: Record<string, unknown>, field: string, value: unknown): Record<string, unknown> {
    return field.includes('.') || field.includes('[')
        ? { ...withValueAt(profile, field, value) }
        : assign(profile, field, value);
}

function assign(profile: Record<string, unknown>, field: string, value: unknown): Record<string, unknown> {
    profile[field] = value;
    return profile;
}

function knownNameOf(column: string): string {
    if (KNOWN_FIELDS.has(column)) return column;
    const name = column
        .trim()
        .toLowerCase()
        .replaceAll(/[\s-]+/g, '_');
    if (name === 'id') return 'user_id';
    return KNOWN_FIELDS.has(name) ? name : column;
}

function coerce(field: string, value: unknown): unknown {
    if (BOOLEAN_FIELDS.has(field)) {
        if (TRUE.has(value)) return true;
        if (FALSE.has(value)) return false;
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
