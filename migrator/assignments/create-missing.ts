import { isMigrationError } from '../errors.ts';
import type { Permission, Role } from '../tenant/assignments.ts';
import { wholeList } from './all-pages.ts';
import { permissionKey, placeholderOf } from './assignment.ts';
import { entityName } from './assignment-name.ts';
import type { AssignmentNeeds } from './assignment-needs.ts';
import type { CreatedEntities } from './attached-assignments.ts';
import type { MissingEntities } from './compared-assignments.ts';
import type { AssignmentSource, ReadAssignments } from './file-assignments.ts';
import { unlessGone } from './gone-entity.ts';
import type { EntityMatch } from './match-entities.ts';

/** What the target's roles must be able to do before any is made. */
export interface RolePlan {
    readonly match: EntityMatch<Role>;
    readonly permissions: readonly Permission[];
}

/**
 * Reads the permissions of the roles that are to be made, and of those that an earlier attempt began to make.
 *
 * @param source - the assignments of the source tenant
 */
export async function planRoles(
    run: AssignmentNeeds,
    source: ReadAssignments,
    missing: readonly EntityMatch<Role>[],
): Promise<RolePlan[]> {
    const plans: RolePlan[] = [];
    for (const match of missing) {
        const permissions = new Map<string, Permission>();
        // One that was deleted in the source since it was listed is not made.
        const found: Role[] = [];
        for (const role of match.sources) {
            const list = (from?: string) => source.listRolePermissions(role.id, from);
            const some = await unlessGone(() => wholeList(run, list));
            if (some !== undefined) found.push(role);
            for (const permission of some ?? []) permissions.set(permissionKey(permission), permission);
        }
        if (found.length === 0) continue;
        plans.push({ match: { ...match, sources: found }, permissions: [...permissions.values()] });
    }
    return plans;
}

/**
 * Makes what the target lacks: scopes, roles with their permissions, organizations.
 *
 * A role that a stop left half made is finished by the next attempt: the journal knows that it was begun.
 *
 * @throws {MigrationError} what the tenant throws; a name that was taken meanwhile is `REQUEST_REFUSED`
 */
export async function createMissing(
    run: AssignmentNeeds,
    source: AssignmentSource,
    missing: MissingEntities,
    plans: readonly RolePlan[],
): Promise<CreatedEntities> {
    const created = new Map<string, string>();
    const target = run.target.tenant.assignments;
    const { journal } = run.store;
    const at = () => new Date(run.time.clock.now()).toISOString();
    await finishRoles(run, source.assignments);
    await createScopes(run, [...missing.permissions, ...plans.flatMap(({ permissions }) => permissions)]);
    for (const { match, permissions } of plans) {
        run.time.stopIfAsked();
        const { name, sources } = match;
        await journal.append({ type: 'role-creating', role: name, from: sources.map((role) => role.name), at: at() });
        const id = await target
            .createRole({ name, description: sources[0]?.description })
            .catch(async (error: unknown) => {
                // One of the name is somebody else's, and gets no permissions from us.
                if (isMigrationError(error) && error.nothingHappened)
                    await journal.append({ type: 'role-refused', role: name, at: at() });
                throw error;
            });
        if (permissions.length > 0) await target.addRolePermissions(id, permissions);
        await journal.append({ type: 'role-created', role: name, at: at() });
        run.store.assigned.append([[entityName('roles', { id, name }), 'found']]);
        created.set(placeholderOf('role', name), id);
    }
    for (const { name, sources } of missing.organizations) {
        run.time.stopIfAsked();
        const [model] = sources;
        const id = await target.createOrganization({
            name,
            displayName: model?.displayName,
            branding: model?.branding,
            metadata: model?.metadata,
        });
        run.store.assigned.append([[entityName('organizations', { id, name }), 'found']]);
        created.set(placeholderOf('organization', name), id);
    }
    return created;
}

// Its name is there, and perhaps not its permissions. Where the answer was lost, somebody else may have made it.
async function finishRoles(run: AssignmentNeeds, source: ReadAssignments): Promise<void> {
    const { journal } = run.store;
    const begun = journal.state.rolesBegun;
    if (begun.size === 0) return;
    const target = run.target.tenant.assignments;
    const [there, here] = [
        await wholeList(run, (from) => target.listRoles(from)),
        await wholeList(run, (from) => source.listRoles(from)),
    ];
    for (const [name, from] of [...begun]) {
        const role = there.find((one) => one.name === name);
        if (role === undefined) continue;
        const sources = here.filter((one) => from.includes(one.name));
        const [plan] = await planRoles(run, source, [{ name, target: role, sources }]);
        const permissions = plan?.permissions ?? [];
        if (permissions.length > 0 && (await isUnfinished(run, role, permissions))) {
            await createScopes(run, permissions);
            await target.addRolePermissions(role.id, permissions);
        }
        await journal.append({ type: 'role-created', role: name, at: new Date(run.time.clock.now()).toISOString() });
    }
}

// Nobody has a role of ours before it is finished, and all its permissions are among those that it is to get.
async function isUnfinished(run: AssignmentNeeds, { id }: Role, permissions: readonly Permission[]): Promise<boolean> {
    const { assignments } = run.target.tenant;
    const due = new Set(permissions.map(permissionKey));
    const there = await wholeList(run, (from) => assignments.listRolePermissions(id, from));
    const { items: users } = await assignments.listRoleUsers(id);
    return users.length === 0 && there.every((permission) => due.has(permissionKey(permission)));
}

async function createScopes(run: AssignmentNeeds, permissions: readonly Permission[]): Promise<void> {
    if (permissions.length === 0) return;
    const target = run.target.tenant.assignments;
    const there = new Set((await wholeList(run, (from) => target.listScopes(from))).map(permissionKey));
    const byApi = new Map<string, Set<string>>();
    for (const permission of permissions) {
        if (there.has(permissionKey(permission))) continue;
        const names = byApi.get(permission.api) ?? new Set<string>();
        byApi.set(permission.api, names.add(permission.name));
    }
    for (const [api, names] of byApi) await target.addScopes(api, [...names]);
}
