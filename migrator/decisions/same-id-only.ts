import type { CheckedDefinition } from '../definition.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { Exclusion } from '../users/user-fate.ts';
import { remembers } from './adopted-id.ts';

/**
 * Says that an account of the target has nothing of a user but the ID, or the memory of it.
 *
 * @param profile - the account
 */
export function sameIdOnly(
    sourceUserId: string,
    profile: UserRecord,
    userIds: CheckedDefinition['userIds'],
): Exclusion {
    return remembers(profile, sourceUserId, userIds)
        ? {
              reason: 'REMEMBERED_ID_IN_TARGET',
              detail: 'an account in the target remembers the ID, and nothing else matches',
          }
        : { reason: 'USER_ID_IN_TARGET', detail: 'an account in the target has the ID, and nothing else matches' };
}
