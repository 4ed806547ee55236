import type { CheckedDefinition } from '../definition.ts';
import type { UserRecord } from '../records/user-record.ts';
import { emailKey } from '../users/email-key.ts';
import { evidenceOf, evidencePathOf } from './remembered-id.ts';
import { mapUserId, withDatabasePrefix } from './user-id.ts';

/**
 * Tells whether a profile of the target is the user that this run sent, and not somebody else with the same address.
 *
 * The evidence, by ID policy: the remembered old ID, or the ID itself. Where the definition remembers nothing, a profile that has
 * the address is taken for ours if it was made while a request of ours can have made it.
 *
 * @param profile - a profile of the target connection
 * @param user - what was sent
 * @param made - when that can have been, in milliseconds since the Unix epoch; undefined where none can have
 */
export function isSentUser(
    profile: UserRecord,
    user: { readonly sourceUserId: string; readonly email: string },
    userIds: CheckedDefinition['userIds'],
    made: { readonly from: number; readonly until: number } | undefined,
): boolean {
    // Another person can have the ID: a user who was created with it under another address.
    if (emailKey(String(profile['email'])) !== emailKey(user.email)) return false;
    const mapping = mapUserId(user.sourceUserId, userIds);
    if ('userId' in mapping && mapping.userId !== undefined)
        return profile['user_id'] === withDatabasePrefix(mapping.userId);
    const path = evidencePathOf(userIds);
    if (path !== undefined) return evidenceOf(profile, path) === user.sourceUserId;
    const createdAt = Date.parse(String(profile['created_at']));
    return made !== undefined && createdAt >= made.from && createdAt <= made.until;
}
