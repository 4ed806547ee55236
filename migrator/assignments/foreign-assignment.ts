import type { Run } from '../run/run.ts';
import type { AssignmentName } from '../run-store/assignment-ledger.ts';
import { permissionKey } from './assignment.ts';
import { assignmentName, isOurs } from './assignment-name.ts';
import { readDirectPermissions } from './direct-permissions.ts';
import { listUnlessGone } from './gone-entity.ts';

/**
 * Tells whether a user of the target has something that this migration did not give it: it does not show in a user's time of change.
 *
 * @param createdAt - of the user's profile
 * @returns `role` for one that the user has everywhere, `other` for a membership, a role of a member or a direct permission
 * @throws {MigrationError} `MISSING_SCOPES` without read:roles, read:role_members, read:organizations and read:organization_member_roles; what
 * the tenant throws
 */
export async function findForeignAssignment(
    run: Pick<Run, 'store' | 'target' | 'time'>,
    { userId, createdAt }: { readonly userId: string; readonly createdAt: unknown },
): Promise<'role' | 'other' | undefined> {
    const { assigned } = run.store;
    const { assignments } = run.target.tenant;
    const holder = assigned.holderOf(userId, createdAt);
    const isForeign = (name: AssignmentName): boolean => !isOurs(assigned.statusOf(name));
    const roles = await listUnlessGone(run, (from) => assignments.listUserRoles(userId, from));
    if (roles.some((id) => isForeign(assignmentName('roles', id, holder)))) return 'role';
    for (const id of await listUnlessGone(run, (from) => assignments.listUserOrganizations(userId, from))) {
        if (isForeign(assignmentName('organizations', id, holder))) return 'other';
        const held = await listUnlessGone(run, (from) => assignments.listMemberRoles(id, userId, from));
        if (held.some((role) => isForeign(assignmentName('memberRoles', id, holder, role)))) return 'other';
    }
    const permissions = await readDirectPermissions(run, assignments, userId);
    if (permissions === 'gone') return undefined;
    // This migration leaves out whose list Auth0 does not show whole.
    if (permissions === 'too-many') return 'other';
    const isGiven = permissions.some((one) =>
        isForeign(assignmentName('permissions', userId, holder, permissionKey(one))),
    );
    return isGiven ? 'other' : undefined;
}
