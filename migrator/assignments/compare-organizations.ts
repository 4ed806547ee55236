import type { EnabledConnection, Member, Organization, Role } from '../tenant/assignments.ts';
import { allPages } from './all-pages.ts';
import { placeholderOf } from './assignment.ts';
import { assignmentName, isOurs, NOBODY, wasTakenAway } from './assignment-name.ts';
import type { EntityMatch } from './match-entities.ts';
import { openInvitations } from './open-invitations.ts';
import type { Sides } from './sides.ts';

/** The roles and organizations that members need and the target lacks. */
export interface MissingForMembers {
    readonly organizations: readonly EntityMatch<Organization>[];
    readonly roles: readonly EntityMatch<Role>[];
}

/** Finds roles of the source in the target: gives their IDs, or placeholders for those that it lacks. */
interface RoleFinder {
    byName(name: string): string | undefined;
    /** By the ID in the source. */
    byId(id: string): string | undefined;
}

/** What a new connection of an organization is like where the source's own says nothing. */
const PLAIN: Omit<EnabledConnection, 'connectionId'> = {
    assignsMembershipOnLogin: false,
    isSignupEnabled: false,
    isShownAsButton: true,
};

/** A role of a member, as one text. */
const keyOf = (user: string, roleId: string): string => JSON.stringify([user, roleId]);

/**
 * Compares the members of organizations and their roles there, organization by organization: a call for each 100 members.
 *
 * The target connection must be enabled on each organization whose members move, or they could not log in to it.
 *
 * @param roles - the roles of the source by name, also those that are not copied themselves
 */
export async function compareOrganizations(
    sides: Sides,
    matches: readonly EntityMatch<Organization>[],
    roles: ReadonlyMap<string, EntityMatch<Role>>,
): Promise<MissingForMembers> {
    const missing: EntityMatch<Organization>[] = [];
    const missingRoles = new Map<string, EntityMatch<Role>>();
    const names = new Map([...roles.values()].flatMap(({ sources }) => sources.map(({ id, name }) => [id, name])));
    const byName = (name: string): string | undefined => {
        const match = roles.get(name);
        if (match === undefined) return undefined;
        if (match.target === undefined) missingRoles.set(match.name, match);
        return match.target?.id ?? placeholderOf('role', match.name);
    };
    const finder: RoleFinder = { byName, byId: (id) => byName(names.get(id) ?? '') };
    for (const match of matches) {
        const compare = () => compareOrganization(sides, match, finder);
        if (await sides.unlessGone('organizations', match, compare)) missing.push(match);
    }
    return { organizations: missing, roles: [...missingRoles.values()] };
}

// Tells whether somebody needs the organization and the target lacks it.
async function compareOrganization(
    sides: Sides,
    match: EntityMatch<Organization>,
    roles: RoleFinder,
): Promise<boolean> {
    const { run, source, target, counterparts, files, limits, added, takenAway, seen } = sides;
    const { target: there, name } = match;
    const id = there?.id ?? placeholderOf('organization', name);
    const memberName = (user: string) => sides.nameOf('organizations', id, user);
    const memberRoleName = (key: string) => {
        const [user, role] = JSON.parse(key) as [string, string];
        return sides.nameOf('memberRoles', id, user, role);
    };
    const members = sides.comparison(memberName);
    const memberRoles = sides.comparison(memberRoleName);
    // Who has a role there by somebody else, and so is a member for their sake.
    const keptForRoles = new Set<string>();
    const pairs = new Map<string, string[]>();
    const rolesThere = new Map<string, string[]>();
    let inTarget = 0;
    const findMember = ({ userId, roles: held }: Member): void => {
        inTarget += 1;
        if (counterparts.holderOf(userId) === undefined) return;
        members.find(userId);
        if (held.length > 0)
            rolesThere.set(
                userId,
                held.map(({ id: role }) => role),
            );
        for (const role of held) {
            memberRoles.find(keyOf(userId, role.id));
            const name = sides.nameOf('memberRoles', id, userId, role.id);
            if (!isOurs(run.store.assigned.statusOf(name))) keptForRoles.add(userId);
        }
    };
    let isRead = false;
    for (const organization of match.sources) {
        const isOnBothSides = sides.isOneTenant && organization.id === there?.id;
        isRead ||= isOnBothSides;
        seen.addList('organizations', organization.id);
        for await (const page of allPages(run, (from) => source.listOrganizationMembers(organization.id, from))) {
            for (const member of page) {
                if (isOnBothSides) findMember(member);
                const user = counterparts.targetOf(member.userId);
                if (user === undefined) continue;
                members.want(user);
                seen.add('organizations', organization.id, member.userId);
                for (const role of member.roles) {
                    seen.add('organizations', organization.id, member.userId, role.id);
                    const roleId = roles.byName(role.name);
                    if (roleId === undefined) continue;
                    memberRoles.want(keyOf(user, roleId));
                    const known = pairs.get(user) ?? [];
                    if (!known.includes(roleId)) pairs.set(user, [...known, roleId]);
                }
            }
        }
    }
    if (there !== undefined && !isRead) {
        for await (const page of allPages(run, (from) => target.listOrganizationMembers(there.id, from))) {
            page.forEach(findMember);
        }
    }
    const [difference, roleDifference] = [members.difference(), memberRoles.difference()];
    sides.hasRead('organizations', id);
    takenAway.organizations += difference.takenAway.length;
    takenAway.memberRoles += roleDifference.takenAway.length;
    sides.disown([...difference.takenAway.map(memberName), ...roleDifference.takenAway.map(memberRoleName)]);
    if (match.wasRenamed !== undefined) {
        added.organizations += difference.added + difference.surplus.length;
        added.memberRoles += roleDifference.added + roleDifference.surplus.length;
        sides.keep('organizations', match, [
            ...difference.surplus.map(memberName),
            ...roleDifference.surplus.map(memberRoleName),
        ]);
        return false;
    }
    sides.release([...difference.released.map(memberName), ...roleDifference.released.map(memberRoleName)]);
    const leaving = difference.surplus.filter((user) => !keptForRoles.has(user));
    // Also of users who leave, though the roles go with the membership: so each is remembered as taken away.
    for (const key of roleDifference.surplus) {
        const [user, role] = JSON.parse(key) as [string, string];
        await files.surplus.add({ kind: 'memberRoles', id, user, roles: [role] });
    }
    await files.surplus.add({ kind: 'organizations', id, users: leaving });
    added.organizations += difference.added + difference.surplus.length - leaving.length;
    added.memberRoles += roleDifference.added;
    const isInvitedTo = await findInvitations(sides, match, id, roles);
    if (difference.wanted.length === 0 && !isInvitedTo) return false;
    sides.noteName('organizations', there);
    limits.members.add(name, inTarget + difference.lacking.length);
    await compareConnection(sides, match, id);
    await files.wanted.add({ kind: 'organizations', id, users: difference.wanted });
    await files.lacking.add({ kind: 'organizations', id, users: difference.lacking });
    const lacking = new Set(roleDifference.lacking);
    const roleTakenAway = new Set(roleDifference.takenAway);
    const isNoMember = new Set(difference.takenAway);
    const leavingRoles = new Set(roleDifference.surplus);
    for (const [user, all] of pairs) {
        const held = all.filter((role) => !roleTakenAway.has(keyOf(user, role)));
        if (isNoMember.has(user)) {
            takenAway.memberRoles += held.length;
            continue;
        }
        await files.wanted.add({ kind: 'memberRoles', id, user, roles: held });
        const absent = held.filter((role) => lacking.has(keyOf(user, role)));
        const staying = (rolesThere.get(user) ?? []).filter((role) => !leavingRoles.has(keyOf(user, role)));
        if (absent.length > 0) limits.memberRoles.add(`${user} in ${name}`, absent.length + staying.length);
        await files.lacking.add({ kind: 'memberRoles', id, user, roles: absent });
    }
    return there === undefined;
}

// Tells whether anybody is invited anew, which takes the organization and its connection though nobody of it is moved.
async function findInvitations(
    { run, source, invitations, isOneTenant }: Sides,
    { sources, name }: EntityMatch<Organization>,
    organizationId: string,
    roles: RoleFinder,
): Promise<boolean> {
    const ids = sources.map(({ id }) => id);
    const people = await openInvitations(run, source, ids, isOneTenant);
    for (const person of people) {
        const isRenewed = person.fate === 'renewed';
        const roleIds = isRenewed ? person.invitation.roleIds.flatMap((id) => roles.byId(id) ?? []) : [];
        invitations.push({ ...person, organization: name, organizationId, roleIds });
    }
    return people.some(({ fate }) => fate === 'renewed');
}

async function compareConnection(
    { run, source, target, files, limits, takenAway }: Sides,
    { target: there, sources, name }: EntityMatch<Organization>,
    id: string,
): Promise<void> {
    const { connection } = run.target;
    const enabled = there === undefined ? [] : await target.listOrganizationConnections(there.id);
    const [model] = sources;
    const own = run.source.kind === 'file' ? undefined : run.source.connection.id;
    const before = model === undefined ? [] : await source.listOrganizationConnections(model.id);
    const settings = before.find(({ connectionId }) => connectionId === own) ?? PLAIN;
    const wanted = { ...settings, connectionId: connection.id };
    const isEnabled = enabled.some(({ connectionId }) => connectionId === connection.id);
    const status = run.store.assigned.see(assignmentName('connections', id, NOBODY, connection.id));
    if (!isEnabled && wasTakenAway(status)) {
        takenAway.connections += 1;
        return;
    }
    await files.wanted.add({ kind: 'connections', id, connection: wanted });
    if (isEnabled) return;
    limits.connections.add(name, enabled.length + 1);
    await files.lacking.add({ kind: 'connections', id, connection: wanted });
}
