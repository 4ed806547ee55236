import type { Run } from '../run/run.ts';
import { wholeList } from './all-pages.ts';
import { assignmentName, isOurs } from './assignment-name.ts';

/**
 * Tells whether a user of the target has a role that this migration did not give it: roles do not show in a user's time of change.
 *
 * @param createdAt - of the user's profile
 * @throws {MigrationError} `MISSING_SCOPES` without read:roles and read:role_members; what the tenant throws
 */
export async function hasForeignRole(
    run: Pick<Run, 'store' | 'target' | 'time'>,
    { userId, createdAt }: { readonly userId: string; readonly createdAt: unknown },
): Promise<boolean> {
    const { assigned } = run.store;
    const { assignments } = run.target.tenant;
    const holder = assigned.holderOf(userId, createdAt);
    const roles = await wholeList(run, (from) => assignments.listUserRoles(userId, from));
    return roles.some((id) => !isOurs(assigned.statusOf(assignmentName('roles', id, holder))));
}
