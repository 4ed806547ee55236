import type { Run } from '../run/run.ts';
import type { TenantAssignments } from '../tenant/assignments.ts';
import { permissionKey } from './assignment.ts';
import { readDirectPermissions } from './direct-permissions.ts';
import { listUnlessGone } from './gone-entity.ts';
import type { SeenAssignments } from './seen-assignments.ts';

/**
 * Tells whether a user of the source has got something since both sides were compared, which the target therefore lacks: it shows in no time
 * of change.
 *
 * @returns `role` for one that the user has everywhere, `other` for a membership, a role of a member or a direct permission
 * @throws {MigrationError} what the tenant throws
 */
export async function findLateAssignment(
    run: Pick<Run, 'definition' | 'time'>,
    source: TenantAssignments,
    seen: SeenAssignments,
    userId: string,
): Promise<'role' | 'other' | undefined> {
    const { roles, organizations, permissions } = run.definition;
    if (roles !== 'leave') {
        const held = await listUnlessGone(run, (from) => source.listUserRoles(userId, from));
        if (held.some((id) => seen.isNew('roles', id, userId))) return 'role';
    }
    if (organizations !== 'leave') {
        for (const id of await listUnlessGone(run, (from) => source.listUserOrganizations(userId, from))) {
            if (seen.isNew('organizations', id, userId)) return 'other';
            const held = await listUnlessGone(run, (from) => source.listMemberRoles(id, userId, from));
            if (held.some((role) => seen.isNew('organizations', id, userId, role))) return 'other';
        }
    }
    if (permissions !== 'leave') {
        const held = await readDirectPermissions(run, source, userId);
        // A list that is too long to be shown was left out by the definition: nothing else has come as far as this.
        if (
            typeof held !== 'string' &&
            held.some((permission) => seen.isNew('permissions', userId, permissionKey(permission)))
        )
            return 'other';
    }
    return undefined;
}
