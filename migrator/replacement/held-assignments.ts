import { wholeList } from '../assignments/all-pages.ts';
import { isMigrationError } from '../errors.ts';
import type { Run } from '../run/run.ts';
import type { Permission, TenantAssignments } from '../tenant/assignments.ts';

/** What hangs on a user's ID beside the profile. */
export interface HeldAssignments {
    /** IDs. */
    readonly roles: readonly string[];
    /** Those that were given directly. */
    readonly permissions: readonly Permission[];
    /** Organizations by ID, with the IDs of the roles that the user has there. */
    readonly organizations: readonly { readonly id: string; readonly roles: readonly string[] }[];
}

/** An assignment that Auth0 refused to give again. */
export interface RefusedAssignment {
    readonly userId: string;
    readonly kind: 'role' | 'permissions' | 'organization' | 'roles in an organization';
    /** The role or the organization; the APIs of permissions. */
    readonly id: string;
}

/** What Auth0 answers for a role, an organization or a scope that is not there; any other refusal may pass, and is no reason to go on. */
const GONE: ReadonlySet<number> = new Set([400, 404]);

/** Reads what hangs on an ID, by calls for this ID alone: as it is in this moment. */
export async function readHeld(
    run: Pick<Run, 'time'>,
    assignments: TenantAssignments,
    userId: string,
): Promise<HeldAssignments> {
    const [roles, permissions, organizations] = await Promise.all([
        wholeList(run, (from) => assignments.listUserRoles(userId, from)),
        wholeList(run, (from) => assignments.listUserPermissions(userId, from)),
        wholeList(run, (from) => assignments.listUserOrganizations(userId, from)),
    ]);
    const memberships = organizations.map(async (id) => ({
        id,
        roles: await wholeList(run, (from) => assignments.listMemberRoles(id, userId, from)),
    }));
    return { roles, permissions, organizations: await Promise.all(memberships) };
}

/**
 * Gives a user everything again that hung on its ID; what it still has it keeps.
 *
 * @returns what Auth0 refused, as for a role that somebody has deleted meanwhile
 * @throws {MigrationError} what the tenant throws for another reason
 */
export async function giveAgain(
    assignments: TenantAssignments,
    userId: string,
    { roles, permissions, organizations }: HeldAssignments,
): Promise<RefusedAssignment[]> {
    const refused: RefusedAssignment[] = [];
    const give = async (kind: RefusedAssignment['kind'], id: string, call: () => Promise<void>): Promise<boolean> => {
        try {
            await call();
            return true;
        } catch (error) {
            if (!isMigrationError(error) || !GONE.has(error.statusCode ?? 0)) throw error;
            refused.push({ userId, kind, id });
            return false;
        }
    };
    for (const id of roles) await give('role', id, () => assignments.assignRole(id, [userId]));
    if (permissions.length > 0) {
        const apis = [...new Set(permissions.map(({ api }) => api))].join(', ');
        await give('permissions', apis, () => assignments.addUserPermissions(userId, permissions));
    }
    for (const { id, roles: there } of organizations) {
        const isMember = await give('organization', id, () => assignments.addMembers(id, [userId]));
        if (isMember && there.length > 0)
            await give('roles in an organization', id, () => assignments.addMemberRoles(id, userId, there));
    }
    return refused;
}
