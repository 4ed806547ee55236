import { valueAt } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import { emailKey } from './import-record.ts';
import type { PlannedUser } from './user-fate.ts';
import type { UserIdPolicy } from './user-id.ts';

/**
 * Tells whether a profile of the target is the user that this run sent, and not a namesake.
 *
 * The evidence, beside its address and by ID policy: the remembered old ID, or the ID itself. Where the definition remembers
 * nothing, a profile that is younger than the pass is taken for ours: the address was not in the target when the pass began.
 *
 * @param profile - a profile of the target connection
 * @param passStartedAt - milliseconds since the Unix epoch
 */
export function isSentUser(
    profile: UserRecord,
    user: PlannedUser,
    policy: UserIdPolicy,
    passStartedAt: number,
): boolean {
    // Somebody else can have the ID: whoever was made with it under another address.
    if (emailKey(String(profile['email'])) !== emailKey(user.user.email)) return false;
    if (policy.policy !== 'regenerate') return profile['user_id'] === `auth0|${String(user.user['user_id'])}`;
    if (policy.rememberAs !== false) return valueAt(profile, policy.rememberAs) === user.sourceUserId;
    return Date.parse(String(profile['created_at'])) >= passStartedAt;
}
