import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import { PROVEN_IDENTIFIERS } from './proven-identifiers.ts';

/**
 * What a write replaced: the same fields before and after it, and of metadata the same keys of the first level. What is not there is `null`;
 * personal data.
 */
export interface ReplacedFields {
    readonly before: UserRecord;
    readonly after: UserRecord;
}

const METADATA: ReadonlySet<string> = new Set(['user_metadata', 'app_metadata']);
const FLAGS: ReadonlySet<string> = new Set(['blocked', 'email_verified', 'phone_verified']);

/**
 * Says what a write will replace.
 *
 * @param profile - the user as it is
 * @param body - the body of the `PATCH`, which merges metadata at its first level
 */
export function replacedFields(profile: UserRecord, body: UserRecord): ReplacedFields {
    const [before, after]: [Record<string, unknown>, Record<string, unknown>] = [{}, {}];
    for (const [field, value] of Object.entries(body)) {
        const found = profile[field];
        if (!METADATA.has(field)) {
            before[field] = valueOf(field, found);
            after[field] = valueOf(field, value);
            continue;
        }
        const [had, has] = [recordOf(found), recordOf(value)];
        // An empty object empties it.
        const isWhole = Object.keys(has).length === 0;
        const keys = isWhole ? [...new Set([...Object.keys(had), ...Object.keys(has)])] : Object.keys(has);
        before[field] = pick(had, keys);
        after[field] = pick(has, keys);
    }
    return { before, after };
}

/** How a user is to be made what it was. */
export interface Restoration {
    /** The body of the `PATCH`; undefined where nothing is left to restore. */
    readonly body: UserRecord | undefined;
    /** Whether somebody has written over some of it since, which stays. */
    readonly isChangedSince: boolean;
}

/**
 * Compares what a write replaced with what is there now: values that are still as they were written go back to what they were.
 *
 * @param now - the user as it is
 */
export function restorationOf({ before, after }: ReplacedFields, now: UserRecord): Restoration {
    const body: Record<string, unknown> = {};
    let isChangedSince = false;
    for (const field of Object.keys(before)) {
        if (!METADATA.has(field)) {
            const step = stepBack(before[field], after[field], valueOf(field, now[field]));
            if (step === 'restore') body[field] = before[field];
            isChangedSince ||= step === 'theirs';
            continue;
        }
        const [was, made, has] = [recordOf(before[field]), recordOf(after[field]), recordOf(now[field])];
        const keys: Record<string, unknown> = {};
        for (const key of Object.keys(was)) {
            const step = stepBack(was[key], made[key], has[key] ?? null);
            if (step === 'restore') keys[key] = was[key];
            isChangedSince ||= step === 'theirs';
        }
        if (Object.keys(keys).length > 0) body[field] = keys;
    }
    for (const [identifier, flag] of PROVEN_IDENTIFIERS)
        if (Object.hasOwn(body, identifier) && Object.hasOwn(before, flag)) body[flag] = before[flag];
    // Auth0 takes no proof of a number that is not there.
    if (body['phone_number'] === null) Reflect.deleteProperty(body, 'phone_verified');
    return { body: Object.keys(body).length === 0 ? undefined : body, isChangedSince };
}

function stepBack(before: unknown, after: unknown, now: unknown): 'nothing' | 'restore' | 'theirs' {
    if (isDeepStrictEqual(now, before)) return 'nothing';
    return isDeepStrictEqual(now, after) ? 'restore' : 'theirs';
}

function valueOf(field: string, value: unknown): unknown {
    return FLAGS.has(field) ? value === true : (value ?? null);
}

function recordOf(value: unknown): UserRecord {
    return isRecord(value) ? value : {};
}

function pick(record: UserRecord, keys: readonly string[]): UserRecord {
    return Object.fromEntries(keys.map((key) => [key, record[key] ?? null]));
}
