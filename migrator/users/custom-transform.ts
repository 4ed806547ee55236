import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import { emailKey } from './import-record.ts';

/** What a definition's `transform` makes of a record, or why that cannot be used. */
export type CustomTransformResult = { readonly user: UserRecord } | { readonly failed: string };

type Transform = (user: UserRecord) => unknown;

/**
 * Applies a definition's `transform` to a record.
 *
 * It gets a copy, so that it changes nothing of ours, and may not touch the ID, which the ID policy decides.
 *
 * @param isTwice - whether to call it twice and refuse a function that says something else the second time
 */
export function applyTransform(transform: Transform, user: UserRecord, isTwice: boolean): CustomTransformResult {
    let result: unknown;
    try {
        result = transform(structuredClone(user));
        if (result instanceof Promise) {
            result.catch(() => undefined);
            return { failed: 'it returned a promise; it must return the record' };
        }
        if (isTwice && !isDeepStrictEqual(result, transform(structuredClone(user)))) {
            return { failed: 'it gives another result each time; take time and chance out of it' };
        }
    } catch (error) {
        return { failed: `it threw ${error instanceof Error ? error.name : typeof error}` };
    }
    if (!isRecord(result)) return { failed: `expected an object, got ${result === null ? 'null' : typeof result}` };
    if (result['user_id'] !== user['user_id']) return { failed: 'it changed `user_id`, which `userIds` decides' };
    const { email } = result;
    return { user: typeof email === 'string' ? { ...result, email: emailKey(email) } : result };
}
