import { isDeepStrictEqual } from 'node:util';
import type { MergeConflictRule } from '../definition/existing-users.ts';
import { isRecord } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';

/** Two metadata objects as one, or the place at which they cannot be. */
export type MergedMetadata = { readonly merged: UserRecord } | { readonly conflictAt: string };

/**
 * Merges two metadata objects key by key, and objects in them likewise; lists and plain values are taken whole.
 *
 * @param at - the place of the objects, for the account of a conflict
 */
export function mergeMetadata(
    target: UserRecord,
    source: UserRecord,
    rule: MergeConflictRule,
    at: string,
): MergedMetadata {
    const merged = new Map(Object.entries(target));
    for (const [key, value] of Object.entries(source)) {
        const known = merged.get(key);
        const place = `${at}.${key}`;
        if (!Object.hasOwn(target, key)) merged.set(key, value);
        else if (isRecord(known) && isRecord(value)) {
            const inner = mergeMetadata(known, value, rule, place);
            if ('conflictAt' in inner) return inner;
            merged.set(key, inner.merged);
        } else if (!isDeepStrictEqual(known, value)) {
            if (rule === 'exclude') return { conflictAt: place };
            if (rule === 'take-source') merged.set(key, value);
        }
    }
    // fromEntries makes own properties of all keys, `__proto__` too.
    return { merged: Object.fromEntries(merged) };
}
