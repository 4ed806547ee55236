import { isEvidence } from '../definition/user-ids.ts';
import type { CheckedDefinition } from '../definition.ts';
import { isRecord, valueAt, withValueAt } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import { withoutDatabasePrefix } from './user-id.ts';

type UserIds = CheckedDefinition['userIds'];

/**
 * Where an account that became a user remembers the user's ID under a policy that keeps IDs: the account has another one.
 *
 * A place of its own, since what the source's metadata or an earlier migration left in another may be the ID of somebody else.
 */
const ADOPTED_PATH = 'app_metadata.source_user_id';

/** Where the scripts of import mode have a user remember its ID. */
const LOGIN_PATH = 'app_metadata.previous_user_id';

/**
 * Gives the place where the target remembers a user's ID in the source, as far as it is evidence.
 *
 * Only `app_metadata` is: users may write their `user_metadata` themselves. Under `retain` and `prefix` only accounts that became a user
 * by `upsert` or `merge` remember anything; of all others the ID itself tells whose they are.
 *
 * @returns undefined where nothing is remembered, or at a place that proves nothing
 */
export function evidencePathOf(userIds: UserIds): string | undefined {
    if (userIds.policy !== 'regenerate') return ADOPTED_PATH;
    return isEvidence(userIds.rememberAs) ? userIds.rememberAs : undefined;
}

/** Lists the source IDs that stand at a place of a profile: one, or those of several migrations, the newest last. */
export function rememberedIdsOf(profile: UserRecord, path: string): readonly string[] {
    const value = valueAt(profile, path);
    if (typeof value === 'string') return [value];
    return Array.isArray(value) ? (value as unknown[]).filter((id): id is string => typeof id === 'string') : [];
}

/**
 * Gives the source ID that tells who a user of the target is.
 *
 * Of several only the newest counts: an earlier one is of another system, whose IDs may be those of other people of this source.
 */
export function evidenceOf(profile: UserRecord, path: string): string | undefined {
    return rememberedIdsOf(profile, path).at(-1);
}

/**
 * Gives the source ID of a user of the target whom a login has moved, whatever the script of import mode put before the ID.
 *
 * The memory counts where the user's own ID confirms it: the source's own metadata may hold the ID of somebody else in the same place.
 */
export function idBeforeLogin(profile: UserRecord): string | undefined {
    const id = evidenceOf(profile, LOGIN_PATH);
    const { user_id: own } = profile;
    return id !== undefined && typeof own === 'string' && own.endsWith(`|${withoutDatabasePrefix(id)}`)
        ? id
        : undefined;
}

/** Has a record remember its user's ID as a login had it. */
export function withIdBeforeLogin(record: UserRecord, sourceUserId: string): UserRecord {
    return withValueAt(record, LOGIN_PATH, sourceUserId);
}

/**
 * Gives what of a user's own data stands where its ID is to be remembered, and would be overwritten.
 *
 * @returns the place and what it holds, as for a message; undefined where the ID finds room
 */
export function inTheWayOfId(record: UserRecord, path: string): string | undefined {
    const keys = path.split('.');
    let inner: unknown = record;
    for (let at = 0; at < keys.length; at += 1) {
        const key = keys[at] ?? '';
        if (inner === undefined || inner === null) return undefined;
        if (!isRecord(inner)) return `\`${keys.slice(0, at).join('.')}\` holds ${kindOf(inner)}`;
        inner = Object.hasOwn(inner, key) ? inner[key] : undefined;
    }
    const isFree = inner === undefined || inner === null || typeof inner === 'string';
    const isList = Array.isArray(inner) && inner.every((id) => typeof id === 'string');
    return isFree || isList ? undefined : `\`${path}\` holds ${kindOf(inner)}`;
}

function kindOf(value: unknown): string {
    if (Array.isArray(value)) return 'a list';
    return typeof value === 'object' ? 'an object' : typeof value === 'string' ? 'text' : `a ${typeof value}`;
}

/**
 * Remembers a user's ID in its record.
 *
 * An ID of an earlier migration that stands there is kept: the place then holds a list, the newest ID last.
 */
export function withRememberedId(record: UserRecord, path: string, sourceUserId: string): UserRecord {
    const earlier = rememberedIdsOf(record, path).filter((id) => id !== sourceUserId);
    return withValueAt(record, path, earlier.length === 0 ? sourceUserId : [...earlier, sourceUserId]);
}
