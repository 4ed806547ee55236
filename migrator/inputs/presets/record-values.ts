import { isRecord, valueOf } from '../../records/json-path.ts';
import type { UserRecord } from '../../records/user-record.ts';

/** Gives a text of a record, or of a JSON text in it; undefined where there is none, or an empty one. */
export function textAt(record: UserRecord, ...keys: readonly string[]): string | undefined {
    const value = valueOf(record, keys);
    return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;
}

/** Gives a whole number of a record, also one that is written as a text. */
export function numberAt(record: UserRecord, ...keys: readonly string[]): number | undefined {
    const text = textAt(record, ...keys);
    return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}

/** Gives the objects of a list in a record. */
export function recordsAt(record: UserRecord, ...keys: readonly string[]): readonly UserRecord[] {
    const list = valueOf(record, keys);
    return Array.isArray(list) ? (list as unknown[]).filter(isRecord) : [];
}

/** Tells whether a value of a record says yes, in any of the ways in which tables write it. */
export function isYes(value: unknown): boolean {
    return value === true || value === 1 || (typeof value === 'string' && /^(?:true|t|1|yes|y)$/i.test(value));
}

/** Tells whether a value of a record says no, in any of the ways in which tables write it. */
export function isNo(value: unknown): boolean {
    return value === false || value === 0 || (typeof value === 'string' && /^(?:false|f|0|no|n)$/i.test(value));
}

/** Tells whether a record has a value, such as the time of a confirmation. */
export function isThere(value: unknown): boolean {
    return value !== undefined && value !== null && value !== '';
}

/** Gives a phone number in E.164; undefined where it does not begin with a + or is the digits of one without. */
export function phoneNumber(value: unknown): string | undefined {
    if (typeof value !== 'string' || value === '') return undefined;
    return value.startsWith('+') ? value : /^[1-9]\d{6,14}$/.test(value) ? `+${value}` : value;
}
