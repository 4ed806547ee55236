import type { SourceFile } from '../definition/source-file.ts';
import { isTakenAt, withValueAt } from '../records/json-path.ts';
import { parseRecord, type UnsafeNumber } from '../records/parse-record.ts';
import { hasRepeatedKeys } from '../records/repeated-keys.ts';
import type { UserRecord } from '../records/user-record.ts';
import { isBlockedBy, overlookedBlock } from './blocked-columns.ts';
import { type ColumnMapping, type MappedField, mappingOf, valueOfColumn } from './column-mapping.ts';
import { CARRIED_FIELDS } from './import-record.ts';

const BOOLEAN_FIELDS: ReadonlySet<string> = new Set(['blocked', 'email_verified', 'phone_verified']);
const TRUE: ReadonlySet<unknown> = new Set(['true', 't', 'yes', 'y', '1', 1]);
const FALSE: ReadonlySet<unknown> = new Set(['false', 'f', 'no', 'n', '0', 0]);
const CARRIED: ReadonlySet<string> = new Set(CARRIED_FIELDS);
const KNOWN_FIELDS: ReadonlySet<string> = new Set([
    ...CARRIED_FIELDS,
    'connection',
    'created_at',
    'identities',
    'last_ip',
    'last_login',
    'logins_count',
    'provider',
    'updated_at',
    'user_id',
]);
/** A column whose name is a path into a profile, as Auth0's CSV has them, and tables that were made of an import file. */
const PATH = /^(?:(?:app_metadata|custom_password_hash|user_metadata)\.|(?:identities|mfa_factors)\[\d+\]\.)/;
/** The same as other programs write it that make tables of JSON: `identities.0.provider`, `identities/0/provider`. */
const IDENTITY = /^identities(?:\[(\d+)\]|[./](\d+))[./](\w+)$/i;
const METADATA: ReadonlySet<string> = new Set(['app_metadata', 'user_metadata']);
/** Columns that say whose user a record is; they count also where the definition names others. */
const OF_ORIGIN: ReadonlySet<string> = new Set(['connection', 'identities', 'provider']);

/** A record in Auth0's names, and what of it is in doubt. */
export interface MappedRecord {
    readonly profile: UserRecord;
    /** Numbers in metadata written as JSON that JavaScript cannot hold; their digits are taken as text. */
    readonly unsafe: readonly UnsafeNumber[];
    /** Paths to which two columns bring different values. */
    readonly taken: readonly string[];
    /** A column that says that the user is blocked, of which nothing says what it means; the profile is blocked. */
    readonly overlookedBlock: string | undefined;
}

/**
 * Gives the record of a file Auth0's names.
 *
 * With `columns` or a preset each named field comes from its column, and the rest stays under its own name, so that the plan lists
 * it. Without, the names are Auth0's, or those that its dashboard and renamed exports give them: `Id`, `Given Name`.
 *
 * @param record - one parsed record
 * @param asOf - the time by which the end of a block is judged, in ms since 1970
 */
export function mapColumns(
    record: UserRecord,
    source: Pick<SourceFile, 'from' | 'columns' | 'nulls' | 'passwordHash' | 'at'>,
    asOf: number,
): MappedRecord {
    const mapping = mappingOf(source);
    const unsafe: UnsafeNumber[] = [];
    const taken: string[] = [];
    const isNamed = mapping.fields.length > 0;
    let profile: Record<string, unknown> = {};
    // A whole object goes before the places in it, wherever its column stands.
    const places: (readonly [field: string, value: unknown])[] = [];
    for (const mapped of mapping.fields) {
        const value = valueOfField(record, mapped, mapping, asOf);
        if (value === undefined) continue;
        if (isPlace(mapped.field)) places.push([mapped.field, coerce(mapped.field, value, unsafe)]);
        else profile[mapped.field] = coerce(mapped.field, value, unsafe);
    }
    profile = withPlaces(profile, places.splice(0), taken);
    for (const column in record) {
        const value = record[column];
        if (mapping.used.has(column) || isNothing(value, mapping.nulls)) continue;
        const field = nameOf(column, mapping);
        // `Id` beside `user_id` is a number of its own.
        if (!isNamed && field !== column && !isNothing(record[field], mapping.nulls)) continue;
        // A column of the file never takes the place of a field that the definition maps.
        if (isNamed && Object.hasOwn(profile, field)) continue;
        // The names of another system are not Auth0's, even where they look alike.
        if (mapping.isPreset && CARRIED.has(field)) continue;
        if (PATH.test(field)) places.push([field, value]);
        else profile[field] = coerce(field, value, unsafe);
    }
    const whole = withPlaces(profile, places, taken);
    const block = whole['blocked'] === true ? undefined : blockOf(record, mapping, asOf);
    return {
        profile: block === undefined ? whole : { ...whole, blocked: true },
        unsafe,
        taken,
        overlookedBlock: block,
    };
}

function blockOf(record: UserRecord, { understood, nulls }: ColumnMapping, asOf: number): string | undefined {
    if (understood === undefined) return undefined;
    const isTaken = (name: string, value: unknown): boolean => understood.has(name) || isNothing(value, nulls);
    return overlookedBlock(record, isTaken, asOf);
}

/** Tells whether a value of a file stands for nothing: a file of columns has texts only, and an empty one for what is not there. */
export function isNothing(value: unknown, nulls: ReadonlySet<string>): boolean {
    return value === '' || value === null || value === undefined || (typeof value === 'string' && nulls.has(value));
}

function valueOfField(
    record: UserRecord,
    { field, columns, read }: MappedField,
    { nulls }: ColumnMapping,
    asOf: number,
): unknown {
    if (read !== undefined) {
        const value = read(record, asOf);
        return isNothing(value, nulls) ? undefined : value;
    }
    for (const column of columns) {
        const value = valueOfColumn(record, column);
        if (isNothing(value, nulls)) continue;
        // `is_active` and `banned_until` say it in words of their own.
        return field === 'blocked' ? (isBlockedBy(column.name, value, asOf) ?? value) : value;
    }
    return undefined;
}

function isPlace(field: string): boolean {
    return field.includes('.') || field.includes('[');
}

function withPlaces(
    profile: Record<string, unknown>,
    places: readonly (readonly [field: string, value: unknown])[],
    taken: string[],
): Record<string, unknown> {
    let whole: UserRecord = profile;
    for (const [field, value] of places) {
        if (isTakenAt(whole, field, value)) taken.push(field);
        whole = withValueAt(whole, field, value);
    }
    return whole;
}

/**
 * Finds two names of a record that may be one field of Auth0's, and hold different values: nobody knows which is meant.
 *
 * @returns undefined also where the definition names the columns
 */
export function doubledField(
    record: UserRecord,
    source: Pick<SourceFile, 'from' | 'columns' | 'nulls' | 'passwordHash' | 'at'>,
): readonly [string, string] | undefined {
    const { fields, nulls } = mappingOf(source);
    if (fields.length > 0) return undefined;
    const names = new Map<string, string>();
    for (const name in record) {
        if (isNothing(record[name], nulls)) continue;
        const field = fieldNamed(name);
        const other = names.get(field);
        if (other !== undefined && record[other] !== record[name]) return [other, name];
        names.set(field, name);
    }
    return undefined;
}

function nameOf(column: string, { fields, isPreset }: ColumnMapping): string {
    if (fields.length === 0) return fieldNamed(column);
    if (isPreset) return column;
    const known = fieldNamed(column);
    return OF_ORIGIN.has(known) || known.startsWith('identities[') ? known : column;
}

/** Gives Auth0's name of a column that its dashboard or another program writes otherwise; any other name as it is. */
export function fieldNamed(column: string): string {
    if (KNOWN_FIELDS.has(column)) return column;
    const [, inBrackets, place = inBrackets, key = ''] = IDENTITY.exec(column) ?? [];
    if (place !== undefined) return `identities[${place}].${key.toLowerCase()}`;
    const name = column
        .trim()
        .toLowerCase()
        .replaceAll(/[\s-]+/g, '_');
    if (name === 'id') return 'user_id';
    return KNOWN_FIELDS.has(name) ? name : column;
}

function coerce(field: string, value: unknown, unsafe: UnsafeNumber[]): unknown {
    if (BOOLEAN_FIELDS.has(field)) {
        const plain = typeof value === 'string' ? value.toLowerCase() : value;
        if (TRUE.has(plain)) return true;
        if (FALSE.has(plain)) return false;
    }
    if (typeof value !== 'string' || !(METADATA.has(field) || field === 'identities')) return value;
    const parsed = parseRecord(value);
    if (parsed === undefined) return parsedList(value);
    // Nobody knows which of two values is meant: as a text it is no metadata, and the user is excluded.
    if (hasRepeatedKeys(value, parsed.record)) return value;
    unsafe.push(...parsed.unsafe);
    return parsed.record;
}

function parsedList(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return text;
    }
}
