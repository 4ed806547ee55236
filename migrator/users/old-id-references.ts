import type { UserRecord } from '../migration.ts';
import { valueAt, withValueAt } from '../records/json-path.ts';
import {
    isDatabaseUserId,
    mapUserId,
    type UserIdPolicy,
    withDatabasePrefix,
    withoutDatabasePrefix,
} from './user-id.ts';

/**
 * Tells whether the metadata of a user holds the user's own old ID, with or without its prefix.
 *
 * @param line - the user's line of the export: a text search there spares most users the walk
 */
export function refersToOldId(line: string, user: UserRecord, sourceUserId: string): boolean {
    const { app_metadata: appMetadata, user_metadata: userMetadata } = user;
    if (appMetadata === undefined && userMetadata === undefined) return false;
    const bare = withoutDatabasePrefix(sourceUserId);
    // Nothing can hold the ID that is empty behind its prefix, and a search for it would never end.
    if (bare === '') return false;
    // Whole values only: a short ID stands in any longer text by chance.
    if (!occursOften(line, bare)) return false;
    return holds(appMetadata, sourceUserId, bare) || holds(userMetadata, sourceUserId, bare);
}

/**
 * Writes the new IDs over the old ones at the places that the definition names.
 *
 * A value there is the full ID of a user of the source, this one or another, or a list of them; anything else stays.
 *
 * @param paths - places inside metadata: `app_metadata.manager_id`
 */
export function rewriteIds(user: UserRecord, paths: readonly string[], policy: UserIdPolicy): UserRecord {
    return paths.reduce((record, path) => {
        const value = valueAt(record, path);
        const rewritten = Array.isArray(value)
            ? (value as unknown[]).map((item) => rewriteId(item, policy))
            : rewriteId(value, policy);
        return value === undefined ? record : withValueAt(record, path, rewritten);
    }, user);
}

function rewriteId(value: unknown, policy: UserIdPolicy): unknown {
    if (typeof value !== 'string' || !isDatabaseUserId(value)) return value;
    const mapping = mapUserId(value, policy);
    return 'refused' in mapping || mapping.userId === undefined ? value : withDatabasePrefix(mapping.userId);
}

// An export holds the ID itself once, and once more in each database identity. Looked for without its quotes: a search for
// a text that begins with a quote stops at every quote.
function occursOften(line: string, bare: string): boolean {
    let values = 0;
    for (let at = line.indexOf(bare); at !== -1; at = line.indexOf(bare, at + 1)) {
        const isValue = line[at + bare.length] === '"' && (line[at - 1] === '"' || line[at - 1] === '|');
        if (isValue) values += 1;
        if (values > 2) return true;
    }
    return values === 2 && !line.includes('"identities"');
}

function holds(metadata: unknown, full: string, bare: string): boolean {
    const pending: unknown[] = [metadata];
    while (pending.length > 0) {
        const value = pending.pop();
        if (value === full || value === bare) return true;
        if (typeof value !== 'object' || value === null) continue;
        for (const inner of Object.values(value)) pending.push(inner);
    }
    return false;
}
