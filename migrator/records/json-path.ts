import type { UserRecord } from './user-record.ts';

/**
 * Gives a copy of a record in which one place has a value; the objects on the way are made where they are missing.
 *
 * @param path - keys joined by dots: `app_metadata.previous_user_id`
 */
export function withValueAt(record: UserRecord, path: string, value: unknown): UserRecord {
    const [key = '', ...rest] = path.split('.');
    if (rest.length === 0) return { ...record, [key]: value };
    const inner = record[key];
    return { ...record, [key]: withValueAt(isRecord(inner) ? inner : {}, rest.join('.'), value) };
}

/** Tells whether a value is an object that is neither null nor an array. */
export function isRecord(value: unknown): value is UserRecord {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Gives the value at a place of a record; undefined where there is none.
 *
 * @param path - keys joined by dots
 */
export function valueAt(record: UserRecord, path: string): unknown {
    return path.split('.').reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), record);
}
