import {
    isDatabaseUserId,
    mapUserId,
    type UserIdPolicy,
    withDatabasePrefix,
    withoutDatabasePrefix,
} from '../identity/user-id.ts';
import { valueAt, withValueAt } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';

/** Counts the values of a user's metadata that are the user's own old ID, with or without its prefix. */
export class OldIdSearch {
    /** Values found so far. */
    found = 0;
    private readonly full: string;
    private readonly bare: string;

    /**
     * Prepares a search; who walks the metadata shows it every text.
     *
     * @param sourceUserId - the full ID
     */
    constructor(sourceUserId: string) {
        this.full = sourceUserId;
        this.bare = withoutDatabasePrefix(sourceUserId);
    }

    /** Looks at one value. Whole values only: a short ID stands in any longer text by chance. */
    look(value: string): void {
        // Nothing can refer to the ID that is empty behind its prefix.
        if (value === this.full || (value === this.bare && value !== '')) this.found += 1;
    }
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
