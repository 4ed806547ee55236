import { dateSpan } from './date-span.ts';
import { unreadableQuery } from './parse-query.ts';
import { ANY_CHARACTER, type Range } from './query-tree.ts';

/** Says whether a value meets a condition. */
export type ValueTest = (value: unknown) => boolean;

const CASE_INSENSITIVE = new Set(['email', 'email.domain', 'name', 'given_name', 'family_name', 'nickname']);
// `date` is that of a log event.
const DATES = new Set(['created_at', 'updated_at', 'last_login', 'last_password_reset', 'date']);
const NUMBERS = new Set(['logins_count']);
const FLAGS = new Set(['blocked', 'email_verified', 'phone_verified']);
const ISO_DATE = /^\d{4}-\d\d-\d\d(?:T|$)/;

/**
 * Makes the test for one value of a field, or of any of several.
 *
 * @param parts - the value between its wildcards
 * @throws {ApiError} 400 `invalid_query_string` for a value that the field can't have
 */
export function termTest(fields: readonly string[], parts: readonly string[]): ValueTest {
    const [only = ''] = parts;
    const hasWildcard = parts.length > 1 || only.includes(ANY_CHARACTER);
    if (parts.length === 2 && parts.every((part) => part === '')) return () => true;
    if (fields.some((field) => hasKind(field)) && hasWildcard) throw unreadableQuery();
    if (fields.some((field) => DATES.has(field))) {
        const span = requireReadable(dateSpan(only));
        return (value) => isBetween(timeOf(value), span.from, span.to);
    }
    if (fields.some((field) => NUMBERS.has(field))) requireReadable(numberOf(only));
    if (fields.some((field) => FLAGS.has(field)) && only !== 'true' && only !== 'false') throw unreadableQuery();
    return textTest(
        parts,
        fields.some((field) => CASE_INSENSITIVE.has(field)),
    );
}

/**
 * Makes the test for a range of a field. Dates are as long as they are written: `[2020-05-01 TO 2020-05-02]` is two whole days.
 *
 * @throws {ApiError} 400 `invalid_query_string` for a bound that the field can't have
 */
export function rangeTest(fields: readonly string[], { min, max, includesMin, includesMax }: Range): ValueTest {
    const low = min === undefined ? undefined : readBound(fields, min);
    const high = max === undefined ? undefined : readBound(fields, max);
    return (value) =>
        (low === undefined || isAbove(value, low, includesMin)) &&
        (high === undefined || isBelow(value, high, includesMax));
}

interface Bound {
    text: string;
    number: number | undefined;
    span: { from: number; to: number } | undefined;
}

function readBound(fields: readonly string[], text: string): Bound {
    const bound = { text, number: numberOf(text), span: dateSpan(text) };
    if (fields.some((field) => NUMBERS.has(field))) requireReadable(bound.number);
    if (fields.some((field) => DATES.has(field))) requireReadable(bound.span);
    return bound;
}

function isAbove(value: unknown, { text, number, span }: Bound, isIncluded: boolean): boolean {
    if (typeof value === 'number') return number !== undefined && (isIncluded ? value >= number : value > number);
    if (span !== undefined && isIsoDate(value)) return timeOf(value) >= (isIncluded ? span.from : span.to);
    const shown = textOf(value);
    return isIncluded ? shown >= text : shown > text;
}

function isBelow(value: unknown, { text, number, span }: Bound, isIncluded: boolean): boolean {
    if (typeof value === 'number') return number !== undefined && (isIncluded ? value <= number : value < number);
    if (span !== undefined && isIsoDate(value)) return timeOf(value) < (isIncluded ? span.to : span.from);
    const shown = textOf(value);
    return isIncluded ? shown <= text : shown < text;
}

function textTest(parts: readonly string[], ignoresCase: boolean): ValueTest {
    const fold = (text: string) => (ignoresCase ? text.toLowerCase() : text);
    const wanted = parts.map(fold);
    const [only = ''] = wanted;
    if (wanted.length === 1 && !only.includes(ANY_CHARACTER)) return (value) => fold(textOf(value)) === only;
    // Not a regular expression: a hostile pattern must not try again and again.
    return (value) => matchesParts(fold(textOf(value)), wanted);
}

function matchesParts(text: string, parts: readonly string[]): boolean {
    const [first = '', ...others] = parts;
    const last = others.pop();
    if (last === undefined) return text.length === first.length && isAt(text, first, 0);
    if (!isAt(text, first, 0)) return false;
    let position = first.length;
    for (const part of others) {
        const found = indexOf(text, part, position);
        if (found === -1) return false;
        position = found + part.length;
    }
    return text.length - last.length >= position && isAt(text, last, text.length - last.length);
}

function indexOf(text: string, part: string, from: number): number {
    if (!part.includes(ANY_CHARACTER)) return text.indexOf(part, from);
    for (let start = from; start + part.length <= text.length; start += 1) if (isAt(text, part, start)) return start;
    return -1;
}

function isAt(text: string, part: string, start: number): boolean {
    if (!part.includes(ANY_CHARACTER)) return text.startsWith(part, start);
    if (start + part.length > text.length) return false;
    for (let index = 0; index < part.length; index += 1)
        if (part[index] !== ANY_CHARACTER && part[index] !== text[start + index]) return false;
    return true;
}

function hasKind(field: string): boolean {
    return DATES.has(field) || NUMBERS.has(field) || FLAGS.has(field);
}

function requireReadable<T>(value: T | undefined): T {
    if (value === undefined) throw unreadableQuery();
    return value;
}

function numberOf(text: string): number | undefined {
    const number = Number(text);
    return text.trim() === '' || !Number.isFinite(number) ? undefined : number;
}

function isIsoDate(value: unknown): boolean {
    return typeof value === 'string' && ISO_DATE.test(value);
}

function timeOf(value: unknown): number {
    return Date.parse(String(value));
}

function isBetween(time: number, from: number, to: number): boolean {
    return time >= from && time < to;
}

function textOf(value: unknown): string {
    return typeof value === 'string' ? value : JSON.stringify(value);
}
