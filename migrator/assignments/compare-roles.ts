import type { Role } from '../tenant/assignments.ts';
import { allPages } from './all-pages.ts';
import { placeholderOf } from './assignment.ts';
import type { EntityMatch } from './match-entities.ts';
import type { Sides } from './sides.ts';

/**
 * Compares who has which role, role by role: a call for each 100 users of a role.
 *
 * @returns the roles that somebody needs and the target lacks
 */
export async function compareRoles(sides: Sides, matches: readonly EntityMatch<Role>[]): Promise<EntityMatch<Role>[]> {
    const { run, source, target, counterparts, files, limits, added } = sides;
    const missing: EntityMatch<Role>[] = [];
    for (const match of matches) {
        const comparison = sides.comparison();
        for (const role of match.sources) {
            const isOnBothSides = sides.isOneTenant && role.id === match.target?.id;
            for await (const ids of allPages(run, (from) => source.listRoleUsers(role.id, from))) {
                for (const id of ids) {
                    const counterpart = counterparts.targetOf(id);
                    if (counterpart !== undefined) comparison.want(counterpart);
                    if (isOnBothSides && counterparts.isMoved(id)) comparison.find(id);
                }
            }
        }
        const { target: there } = match;
        const isRead = sides.isOneTenant && match.sources.some(({ id }) => id === there?.id);
        if (there !== undefined && !isRead) {
            for await (const ids of allPages(run, (from) => target.listRoleUsers(there.id, from))) {
                for (const id of ids) if (counterparts.isMoved(id)) comparison.find(id);
            }
        }
        const difference = comparison.difference();
        if (difference.wanted.length === 0) continue;
        if (there === undefined) missing.push(match);
        const id = there?.id ?? placeholderOf('role', match.name);
        for (const user of difference.wanted) limits.roles.add(user);
        added.roles += difference.added;
        await files.wanted.add({ kind: 'roles', id, users: difference.wanted });
        await files.lacking.add({ kind: 'roles', id, users: difference.lacking });
    }
    return missing;
}
