import type { Role } from '../tenant/assignments.ts';
import { ENTITY_LIMITS } from '../tenant/limits.ts';
import { allPages } from './all-pages.ts';
import { placeholderOf } from './assignment.ts';
import { unlessGone } from './gone-entity.ts';
import type { EntityMatch } from './match-entities.ts';
import type { Sides } from './sides.ts';

/**
 * Compares who has which role, role by role: a call for each 100 users of a role.
 *
 * @param others - roles of the target that nothing of the source becomes: they count towards what a user may have
 * @returns the roles that somebody needs and the target lacks
 */
export async function compareRoles(
    sides: Sides,
    matches: readonly EntityMatch<Role>[],
    others: readonly Role[],
): Promise<EntityMatch<Role>[]> {
    const missing: EntityMatch<Role>[] = [];
    for (const match of matches) {
        if (await sides.unlessGone('roles', match, () => compareRole(sides, match))) missing.push(match);
    }
    await countOthers(sides, matches.length, others);
    return missing;
}

// Tells whether somebody needs the role and the target lacks it.
async function compareRole(sides: Sides, match: EntityMatch<Role>): Promise<boolean> {
    const { run, source, target, counterparts, files, limits, added, takenAway } = sides;
    const { target: there } = match;
    const id = there?.id ?? placeholderOf('role', match.name);
    const comparison = sides.comparison((user) => sides.nameOf('roles', id, user));
    const found: string[] = [];
    const find = (user: string): void => {
        if (counterparts.holderOf(user) === undefined) return;
        comparison.find(user);
        found.push(user);
    };
    for (const role of match.sources) {
        const isOnBothSides = sides.isOneTenant && role.id === there?.id;
        sides.seen.addList('roles', role.id);
        for await (const ids of allPages(run, (from) => source.listRoleUsers(role.id, from))) {
            for (const user of ids) {
                sides.seen.add('roles', role.id, user);
                const counterpart = counterparts.targetOf(user);
                if (counterpart !== undefined) comparison.want(counterpart);
                if (isOnBothSides) find(user);
            }
        }
    }
    const isRead = sides.isOneTenant && match.sources.some((role) => role.id === there?.id);
    if (there !== undefined && !isRead) {
        for await (const ids of allPages(run, (from) => target.listRoleUsers(there.id, from))) {
            ids.forEach(find);
        }
    }
    const difference = comparison.difference();
    sides.hasRead('roles', id);
    added.roles += difference.added;
    takenAway.roles += difference.takenAway.length;
    sides.disown(difference.takenAway.map((user) => sides.nameOf('roles', id, user)));
    if (match.wasRenamed !== undefined) {
        added.roles += difference.surplus.length;
        const names = difference.surplus.map((user) => sides.nameOf('roles', id, user));
        sides.keep('roles', match, names);
        return false;
    }
    sides.release(difference.released.map((user) => sides.nameOf('roles', id, user)));
    await files.surplus.add({ kind: 'roles', id, users: difference.surplus });
    const going = new Set(difference.surplus);
    for (const user of new Set([...difference.wanted, ...found])) if (!going.has(user)) limits.roles.add(user);
    if (difference.wanted.length === 0) return false;
    sides.noteName('roles', there);
    await files.wanted.add({ kind: 'roles', id, users: difference.wanted });
    await files.lacking.add({ kind: 'roles', id, users: difference.lacking });
    return there === undefined;
}

// Only where there are enough roles that somebody could have too many.
async function countOthers(
    { run, target, counterparts, files, limits }: Sides,
    compared: number,
    others: readonly Role[],
): Promise<void> {
    if (files.lacking.counts.roles === 0 || compared + others.length <= ENTITY_LIMITS.rolesPerUser) return;
    for (const { id } of others) {
        await unlessGone(async () => {
            for await (const users of allPages(run, (from) => target.listRoleUsers(id, from)))
                for (const user of users) if (counterparts.holderOf(user) !== undefined) limits.roles.add(user);
        });
    }
}
