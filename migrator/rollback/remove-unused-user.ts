import { findForeignAssignment } from '../assignments/foreign-assignment.ts';
import { deleteSeenUser } from '../decommission/delete-seen-user.ts';
import type { StayReason } from '../decommission/staying-users.ts';
import type { Run } from '../run/run.ts';
import type { UserToDelete } from '../users/user-to-delete.ts';

/**
 * Deletes a user of the target that was seen to be unused, after a look at it in this moment: one that has changed, or got something, stays.
 *
 * @returns why it stays; undefined for one that this call deleted
 * @throws {MigrationError} what `findForeignAssignment` and the tenant throw
 */
export async function removeUnusedUser(
    run: Pick<Run, 'store' | 'target' | 'time'>,
    user: UserToDelete & { readonly createdAt: unknown },
): Promise<StayReason | undefined> {
    const foreign = await findForeignAssignment(run, user);
    if (foreign !== undefined) return foreign === 'role' ? 'ROLE_GIVEN' : 'ASSIGNMENT_GIVEN';
    return await deleteSeenUser(run.target, user, run.time);
}
