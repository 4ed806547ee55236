import type { Run } from '../run/run.ts';
import type { Role, TenantAssignments } from '../tenant/assignments.ts';
import { wholeList } from './all-pages.ts';
import { permissionKey } from './assignment.ts';
import type { EntityMatch } from './match-entities.ts';

/** How a role of the target differs from what becomes it, in permissions. */
export interface DifferingRole {
    /** Permissions that the source's role has and it does not. */
    readonly lacking: number;
    /** Permissions that it has and the source's role does not. */
    readonly beyond: number;
}

/**
 * Compares what a role of the target can do with what users have by the source's role of the same name: they would lose or gain something.
 *
 * @returns undefined where both can do the same
 * @throws {MigrationError} what the tenants throw; `RUN_STOPPED`
 */
export async function compareRolePermissions(
    run: Pick<Run, 'time'>,
    source: Pick<TenantAssignments, 'listRolePermissions'>,
    target: Pick<TenantAssignments, 'listRolePermissions'>,
    { sources, target: there }: EntityMatch<Role>,
): Promise<DifferingRole | undefined> {
    // In one tenant it may be the very same.
    if (there === undefined || sources.some(({ id }) => id === there.id)) return undefined;
    const wanted = new Set<string>();
    for (const { id } of sources)
        for (const one of await wholeList(run, (from) => source.listRolePermissions(id, from)))
            wanted.add(permissionKey(one));
    const held = (await wholeList(run, (from) => target.listRolePermissions(there.id, from))).map(permissionKey);
    const present = held.filter((key) => wanted.has(key)).length;
    const [lacking, beyond] = [wanted.size - present, held.length - present];
    return lacking + beyond === 0 ? undefined : { lacking, beyond };
}
