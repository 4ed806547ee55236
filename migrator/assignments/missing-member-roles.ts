import type { CheckedDefinition } from '../definition.ts';
import type { Run } from '../run/run.ts';
import type { Role, TenantAssignments } from '../tenant/assignments.ts';
import { wholeList } from './all-pages.ts';
import { matchEntities } from './match-entities.ts';

/** Roles that people have, or are to get, in organizations: of members by name, of invitations by the ID in the source. */
export interface MemberRoles {
    readonly names: ReadonlySet<string>;
    readonly ids: ReadonlySet<string>;
}

/** Where the roles of both tenants are listed. */
export interface RoleLists {
    readonly source: Pick<TenantAssignments, 'listRoles'>;
    readonly target: Pick<TenantAssignments, 'listRoles'>;
}

/**
 * Finds the roles of members that the target lacks, by their names there. They correspond by name, also where `roles` leaves them out.
 *
 * @throws {MigrationError} what the tenants throw; `RUN_STOPPED`
 */
export async function findMissingMemberRoles(
    run: Pick<Run, 'definition' | 'time'>,
    { source, target }: RoleLists,
    { names, ids }: MemberRoles,
): Promise<string[]> {
    if (names.size + ids.size === 0) return [];
    const here = await wholeList(run, (from) => source.listRoles(from));
    const there = await wholeList(run, (from) => target.listRoles(from));
    return matchMemberRoles(run.definition, here, there)
        .filter((match) => match.target === undefined)
        .filter(({ sources }) => sources.some(({ id, name }) => names.has(name) || ids.has(id)))
        .map(({ name }) => name);
}

/** Finds the roles of the source in the target for members of organizations: all of them, whatever `roles` leaves out. */
export function matchMemberRoles(
    { roles }: Pick<CheckedDefinition, 'roles'>,
    source: readonly Role[],
    target: readonly Role[],
) {
    const rename = roles === 'leave' ? {} : roles.rename;
    return matchEntities(source, target, { missing: 'refuse', rename });
}
