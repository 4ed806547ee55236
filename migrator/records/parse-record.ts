import { isRecord } from './json-path.ts';
import type { UserRecord } from './user-record.ts';

/** A number that JavaScript, and so Auth0, cannot hold as it is written. */
export interface UnsafeNumber {
    /** Keys joined by dots. */
    readonly path: string;
    /** The number as it is written. */
    readonly digits: string;
}

/** A record of a source, with the numbers that a program would round. */
export interface ParsedRecord {
    /** The record; a number of {@link ParsedRecord.unsafe} stands in it as the text of its digits. */
    readonly record: UserRecord;
    readonly unsafe: readonly UnsafeNumber[];
}

// Only these can be rounded: a number of 16 digits or more, or one with an exponent. Digits elsewhere, such as in a user's ID, are a
// text's; a text may still look like a number of a list, and then nothing comes of it.
const MAYBE_UNSAFE = /[:[,]\s*-?(?:\d[\d.]{15}|\d[\d.]*[eE]\+?\d)/;
const NOTHING_UNSAFE: readonly UnsafeNumber[] = [];
// `-0`, and numbers with an exponent, as programs write them that have rounded.
const MAYBE_RESPELLED = /[:[,]\s*-?(?:0(?:\.0*)?(?![\d.])|\d[\d.]*[eE])/;

/**
 * Parses one line of a source and keeps its numbers as they are written.
 *
 * A line without long numbers takes the engine's own parser and nothing else. For the others the parser shows the text of each
 * number, which costs some eight times as much (25 µs instead of 3 for 500 bytes).
 *
 * @param text - one JSON value
 * @returns undefined when the text is not JSON, or not an object
 */
export function parseRecord(text: string): ParsedRecord | undefined {
    if (!MAYBE_UNSAFE.test(text)) return parseExported(text);
    try {
        const value = parseExactly(text);
        if (!isRecord(value)) return undefined;
        const unsafe: UnsafeNumber[] = [];
        return { record: written(value, '', unsafe) as UserRecord, unsafe };
    } catch {
        return undefined;
    }
}

/**
 * Parses one line that Auth0 wrote: it has no numbers that a program would round, since Auth0 has rounded them.
 *
 * @param text - one JSON value
 * @returns undefined when the text is not JSON, or not an object
 */
export function parseExported(text: string): ParsedRecord | undefined {
    try {
        const value: unknown = JSON.parse(text);
        return isRecord(value) ? { record: value, unsafe: NOTHING_UNSAFE } : undefined;
    } catch {
        return undefined;
    }
}

/**
 * Parses one line of a source with every number as the text that is written there, for IDs that are numbers.
 *
 * @param text - one JSON value that was parsed before
 * @returns undefined where no number is a zero or has an exponent
 */
export function parseAsWritten(text: string): UserRecord | undefined {
    if (!MAYBE_RESPELLED.test(text)) return undefined;
    const revive: Reviver = (_key, value, context) => (typeof value === 'number' ? context?.source : value);
    const value: unknown = JSON.parse(text, revive);
    return isRecord(value) ? value : undefined;
}

/** A number that cannot be held, as it is written. */
class WrittenNumber {
    readonly text: string;

    constructor(text: string) {
        this.text = text;
    }
}

type Reviver = (key: string, value: unknown, context?: { readonly source?: string }) => unknown;

function parseExactly(text: string): unknown {
    const revive: Reviver = (_key, value, context) =>
        typeof value === 'number' && !isExact(value, context?.source ?? String(value))
            ? new WrittenNumber(context?.source ?? '')
            : value;
    return JSON.parse(text, revive);
}

// A fraction is a double wherever it comes from; a whole number of this size may be an ID, and each digit counts.
function isExact(value: number, source: string): boolean {
    // From here on a program writes an exponent where the file has digits alone.
    if (Math.abs(value) >= 1e21 && /^-?\d+$/.test(source)) return false;
    return Math.abs(value) <= Number.MAX_SAFE_INTEGER || digitsOf(String(value)) === digitsOf(source);
}

/** Writes a number in one form: its digits without zeros at the ends, and the power of ten of the last. */
function digitsOf(text: string): string {
    const [, sign = '', whole = '', fraction = '', exponent = '0'] =
        /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
    const digits = `${whole}${fraction}`.replace(/^0+/, '');
    const shortened = digits.replace(/0+$/, '');
    return `${sign}${shortened}e${Number(exponent) - fraction.length + digits.length - shortened.length}`;
}

function written(value: unknown, path: string, unsafe: UnsafeNumber[]): unknown {
    if (value instanceof WrittenNumber) {
        unsafe.push({ path, digits: value.text });
        return value.text;
    }
    if (typeof value !== 'object' || value === null) return value;
    const place = (key: string | number): string => (path === '' ? String(key) : `${path}.${key}`);
    if (Array.isArray(value)) return value.map((inner, index) => written(inner, place(index), unsafe));
    const entries = Object.entries(value).map(([key, inner]) => [key, written(inner, place(key), unsafe)] as const);
    return Object.fromEntries(entries);
}
