import type { EnabledConnection, Member, Organization, Role } from '../tenant/assignments.ts';
import { allPages } from './all-pages.ts';
import { placeholderOf } from './assignment.ts';
import type { EntityMatch } from './match-entities.ts';
import type { Sides } from './sides.ts';

/** The roles and organizations that members need and the target lacks. */
export interface MissingForMembers {
    readonly organizations: readonly EntityMatch<Organization>[];
    readonly roles: readonly EntityMatch<Role>[];
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
    const roleIdOf = (name: string): string | undefined => {
        const match = roles.get(name);
        if (match === undefined) return undefined;
        if (match.target === undefined) missingRoles.set(match.name, match);
        return match.target?.id ?? placeholderOf('role', match.name);
    };
    for (const match of matches) {
        if (await compareOrganization(sides, match, roleIdOf)) missing.push(match);
    }
    return { organizations: missing, roles: [...missingRoles.values()] };
}

// Tells whether somebody needs the organization and the target lacks it.
async function compareOrganization(
    sides: Sides,
    match: EntityMatch<Organization>,
    roleIdOf: (name: string) => string | undefined,
): Promise<boolean> {
    const { run, source, target, counterparts, files, limits, added } = sides;
    const { target: there, name } = match;
    const [members, roles] = [sides.comparison(), sides.comparison()];
    const pairs = new Map<string, string[]>();
    let inTarget = 0;
    const findMember = ({ userId, roles: held }: Member): void => {
        inTarget += 1;
        if (!counterparts.isMoved(userId)) return;
        members.find(userId);
        for (const { id } of held) roles.find(keyOf(userId, id));
    };
    let isRead = false;
    for (const organization of match.sources) {
        const isOnBothSides = sides.isOneTenant && organization.id === there?.id;
        isRead ||= isOnBothSides;
        for await (const page of allPages(run, (from) => source.listOrganizationMembers(organization.id, from))) {
            for (const member of page) {
                if (isOnBothSides) findMember(member);
                const user = counterparts.targetOf(member.userId);
                if (user === undefined) continue;
                members.want(user);
                for (const role of member.roles) {
                    const id = roleIdOf(role.name);
                    if (id === undefined) continue;
                    roles.want(keyOf(user, id));
                    const known = pairs.get(user) ?? [];
                    if (!known.includes(id)) pairs.set(user, [...known, id]);
                }
            }
        }
    }
    if (there !== undefined && !isRead) {
        for await (const page of allPages(run, (from) => target.listOrganizationMembers(there.id, from))) {
            page.forEach(findMember);
        }
    }
    const [difference, roleDifference] = [members.difference(), roles.difference()];
    if (difference.wanted.length === 0) return false;
    const id = there?.id ?? placeholderOf('organization', name);
    limits.members.add(name, inTarget + difference.lacking.length);
    added.organizations += difference.added;
    added.memberRoles += roleDifference.added;
    await compareConnection(sides, match, id);
    await findInvitations(sides, match);
    await files.wanted.add({ kind: 'organizations', id, users: difference.wanted });
    await files.lacking.add({ kind: 'organizations', id, users: difference.lacking });
    const lacking = new Set(roleDifference.lacking);
    for (const [user, held] of pairs) {
        if (held.length > 0) limits.memberRoles.add(`${user} in ${name}`, held.length);
        await files.wanted.add({ kind: 'memberRoles', id, user, roles: held });
        const absent = held.filter((role) => lacking.has(keyOf(user, role)));
        await files.lacking.add({ kind: 'memberRoles', id, user, roles: absent });
    }
    return there === undefined;
}

async function findInvitations(
    { run, source, invitations }: Sides,
    { sources, name }: EntityMatch<Organization>,
): Promise<void> {
    const own = run.source.kind === 'file' ? undefined : run.source.connection.id;
    for (const { id } of sources) {
        for await (const page of allPages(run, (from) => source.listInvitations(id, from))) {
            for (const { email, connectionId, expiresAt } of page) {
                if (connectionId !== undefined && connectionId !== own) continue;
                if (Date.parse(expiresAt) > run.time.clock.now())
                    invitations.push({ organization: name, email, expiresAt });
            }
        }
    }
}

async function compareConnection(
    { run, source, target, files, limits }: Sides,
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
    await files.wanted.add({ kind: 'connections', id, connection: wanted });
    if (enabled.some(({ connectionId }) => connectionId === connection.id)) return;
    limits.connections.add(name, enabled.length + 1);
    await files.lacking.add({ kind: 'connections', id, connection: wanted });
}
