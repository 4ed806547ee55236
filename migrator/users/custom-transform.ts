import { kindOfError } from '../disclosure/foreign-error.ts';
import { isRecord } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import { emailKey } from './email-key.ts';

/** What a definition's `transform` makes of a record, or why that cannot be used. */
export type CustomTransformResult = { readonly user: UserRecord } | { readonly failed: string };

type Transform = (user: UserRecord, source: UserRecord) => unknown;

/**
 * Applies a definition's `transform` to a record.
 *
 * It gets copies, so that it changes nothing of ours, and may not touch the ID, which the ID policy decides.
 *
 * @param user - the record of the import file
 * @param source - the whole record of the source
 */
export function applyTransform(transform: Transform, user: UserRecord, source: UserRecord): CustomTransformResult {
    let result: unknown;
    try {
        result = transform(structuredClone(user), structuredClone(source));
        if (result instanceof Promise) {
            result.catch(() => undefined);
            return { failed: 'it returned a promise; it must return the record' };
        }
    } catch (error) {
        return { failed: `it threw ${kindOfError(error)}` };
    }
    if (!isPlainRecord(result)) return { failed: `expected a plain object, got ${nameOf(result)}` };
    if (result['user_id'] !== user['user_id']) return { failed: 'it changed `user_id`, which `userIds` decides' };
    const { email } = result;
    return { user: typeof email === 'string' ? { ...result, email: emailKey(email) } : result };
}

// A date or a map is an object, and no record.
function isPlainRecord(value: unknown): value is UserRecord {
    if (!isRecord(value)) return false;
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === null || prototype === Object.prototype;
}

function nameOf(value: unknown): string {
    if (value === null) return 'null';
    if (Array.isArray(value)) return 'an array';
    return typeof value === 'object' ? 'another kind of object' : typeof value;
}

/**
 * Gives a record as it arrives: what has no JSON of its own (`undefined`, a date, `-0`) becomes what JSON makes of it.
 *
 * @returns undefined for a record that JSON cannot write
 */
export function asSent(user: UserRecord): UserRecord | undefined {
    try {
        return JSON.parse(JSON.stringify(user)) as UserRecord;
    } catch {
        return undefined;
    }
}
