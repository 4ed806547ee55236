import type { NamedAssignments } from '../definition/assignments.ts';
import type { CheckedDefinition } from '../definition.ts';
import { type UnfoundName, unfoundNames } from '../disclosure/unfound-name.ts';
import { digest64 } from '../records/digest.ts';
import type { DigestSet } from '../records/digest-table.ts';
import { domainOf } from '../run/endpoints.ts';
import type { Run } from '../run/run.ts';
import type { Member, NamedEntity, Organization, Role, TenantAssignments } from '../tenant/assignments.ts';
import { MAX_MEMBERS_PER_CALL, MAX_ROLE_USERS_PER_CALL } from '../tenant/limits.ts';
import { allPages, wholeList } from './all-pages.ts';
import { permissionKey } from './assignment.ts';
import type { AssignmentKind } from './assignment-kinds.ts';
import { countLinks, type PlannedLinks } from './count-links.ts';
import { compareRolePermissions, type DifferingRole } from './differing-roles.ts';
import { type AssignmentSource, type ReadAssignments, readFileAssignments } from './file-assignments.ts';
import { listUnlessGone, unlessGone } from './gone-entity.ts';
import { type EntityMatch, matchEntities } from './match-entities.ts';
import { findMissingMemberRoles, type MemberRoles } from './missing-member-roles.ts';
import { type InvitedPerson, invitationCounts, openInvitations } from './open-invitations.ts';
import type {
    NeededAssignments,
    NeededOrganizations,
    NeededPermissions,
    PlannedAssignments,
    PlannedKind,
} from './planned-assignments.ts';
import { openLimits, type Sides, tooManyRoles } from './sides.ts';

/** What the count takes from a run. */
export type CountNeeds = Pick<Run, 'definition' | 'source' | 'target' | 'targetFacts' | 'time' | 'store'>;

/** What is counted, and for whom. */
export interface AssignmentQuestion {
    readonly kinds: readonly AssignmentKind[];
    /** Digests of the full IDs of the source's users who are, or will be, in the target. */
    readonly users: DigestSet;
    /** Name of the snapshot of the source: a file's records name what its users have. */
    readonly artifact: string;
}

const PER_PAGE = 100;
/** Before the import and after it. */
const READS_OF_SOURCE = 2;
/** Before the writing and after it. */
const READS_OF_TARGET = 2;

/**
 * Counts what the users of a plan have in the source and what of it is missing in the target.
 *
 * By the lists of roles and organizations, never user by user: a call for each role or organization and for each 100 of its
 * users. Roles and organizations are the same in both tenants when they have the same name, permissions when API and scope
 * have.
 *
 * @throws {MigrationError} what the tenants throw; `RUN_STOPPED`
 */
export async function countAssignments(
    run: CountNeeds,
    { kinds, users, artifact }: AssignmentQuestion,
): Promise<PlannedAssignments | undefined> {
    const isLinking = run.definition.linkedAccounts === 'copy' && run.source.kind !== 'file';
    if (kinds.length === 0 && !isLinking) return undefined;
    const source: AssignmentSource =
        run.source.kind === 'file' ? await readFileAssignments(run, artifact) : run.source.tenant;
    const count = new AssignmentCount(run, source, users);
    const wants = (kind: AssignmentKind): boolean => kinds.includes(kind);
    const roles = wants('roles') || wants('permissions') ? await count.roles() : [];
    const needed = {
        ...(wants('roles') ? { roles: needsOf(roles) } : {}),
        ...(wants('permissions') ? { permissions: await count.permissions(roles) } : {}),
        ...(wants('organizations') ? { organizations: await count.organizations() } : {}),
        ...(isLinking ? { links: count.links(await countLinks(run, artifact, users)) } : {}),
    };
    const { unnamed = new Set() } = source;
    if (unnamed.has('permissions')) count.lookForPermissions();
    return { ...needed, ...(unnamed.size > 0 ? { unnamed: [...unnamed] } : {}), ...count.effort() };
}

interface Needed<T extends NamedEntity> extends EntityMatch<T> {
    readonly users: number;
}

/** How a definition finds something; where it leaves it, by the same name. */
function settingOf(setting: CheckedDefinition['roles']): NamedAssignments {
    return setting === 'leave' ? { missing: 'refuse', rename: {} } : setting;
}

class AssignmentCount {
    private readonly run: CountNeeds;
    readonly source: ReadAssignments;
    private readonly directPermissions: AssignmentSource['directPermissions'];
    readonly target: TenantAssignments;
    private readonly users: DigestSet;
    private readonly isOneTenant: boolean;
    private rolesInTarget = 0;
    /** Roles that users have and the target lacks. */
    private readonly missingRoles = new Set<string>();
    private readonly unfound: UnfoundName[] = [];
    private readonly differingRoles: Record<string, DifferingRole> = {};
    private readonly reads: number;
    private readonly limits: Sides['limits'] = openLimits();
    private readonly calls: Partial<Record<PlannedKind, number>> = {};
    private readonly writes: Record<string, number> = {};

    constructor(run: CountNeeds, { assignments, directPermissions }: AssignmentSource, users: DigestSet) {
        this.run = run;
        this.source = assignments;
        this.directPermissions = directPermissions;
        this.target = run.target.tenant.assignments;
        this.users = users;
        this.reads = READS_OF_TARGET + (directPermissions === undefined ? READS_OF_SOURCE : 0);
        this.isOneTenant = domainOf(run.source) === run.target.tenant.domain;
    }

    async roles(): Promise<Needed<Role>[]> {
        const { run, source, target } = this;
        const [here, there] = [
            await wholeList(run, (from) => source.listRoles(from)),
            await wholeList(run, (from) => target.listRoles(from)),
        ];
        this.rolesInTarget = there.length;
        this.look('roles', here);
        const needed: Needed<Role>[] = [];
        for (const match of matchEntities(here, there, settingOf(run.definition.roles))) {
            const role = await unlessGone(() => this.role(match));
            if (role !== undefined && role.users > 0) needed.push(role);
        }
        return needed;
    }

    private async role(match: EntityMatch<Role>): Promise<Needed<Role>> {
        const { run, source } = this;
        const isCopied = run.definition.roles !== 'leave';
        let users = 0;
        for (const { id } of match.sources) {
            for await (const ids of allPages(run, (from) => source.listRoleUsers(id, from))) {
                const moving = ids.filter((user) => this.users.has(digest64(user)));
                users += moving.length;
                if (isCopied) for (const user of moving) this.limits.roles.add(user);
            }
        }
        if (users === 0 || !isCopied) return { ...match, users };
        await this.compareRole(match);
        if (match.target === undefined) this.missingRoles.add(match.name);
        this.cost('roles', 'POST /roles/{id}/users', users, MAX_ROLE_USERS_PER_CALL);
        return { ...match, users };
    }

    // A file says nothing about what its roles can do.
    private async compareRole(match: EntityMatch<Role>): Promise<void> {
        if (this.run.source.kind === 'file') return;
        const differs = await compareRolePermissions(this.run, this.source, this.target, match);
        if (differs !== undefined) this.differingRoles[match.name] = differs;
    }

    async permissions(roles: readonly Needed<Role>[]): Promise<NeededPermissions> {
        const { run, source, target } = this;
        const users: Record<string, number> = {};
        for (const role of roles) {
            for (const { id } of role.sources) {
                const list = (from?: string) => source.listRolePermissions(id, from);
                for (const permission of await listUnlessGone(run, list)) {
                    // A user who has it by two roles is counted twice: the number says how many assignments depend on it.
                    const key = permissionKey(permission);
                    users[key] = (users[key] ?? 0) + role.users;
                }
            }
        }
        const holders = this.countDirectPermissions(users);
        const there = new Set((await wholeList(run, (from) => target.listScopes(from))).map(permissionKey));
        if (run.definition.permissions !== 'leave') {
            this.calls.permissions = holders === undefined ? this.users.size : READS_OF_TARGET * holders;
            this.cost('permissions', 'POST /users/{id}/permissions', holders ?? 0, 1, 0);
        }
        return {
            users,
            missing: Object.keys(users).filter((permission) => !there.has(permission)),
            areDirect: holders !== undefined,
        };
    }

    // A file says who has which; gives the number of those who have any.
    private countDirectPermissions(counts: Record<string, number>): number | undefined {
        if (this.directPermissions === undefined) return undefined;
        let holders = 0;
        for (const [user, permissions] of this.directPermissions) {
            if (!this.users.has(digest64(user))) continue;
            holders += 1;
            this.limits.permissions.add(user, permissions.length);
            for (const key of permissions.map(permissionKey)) counts[key] = (counts[key] ?? 0) + 1;
        }
        return holders;
    }

    async organizations(): Promise<NeededOrganizations> {
        const { run, source, target } = this;
        const [here, there] = [
            await wholeList(run, (from) => source.listOrganizations(from)),
            await wholeList(run, (from) => target.listOrganizations(from)),
        ];
        this.look('organizations', here);
        const needed: Needed<Organization>[] = [];
        const withoutConnection: string[] = [];
        const isCopied = run.definition.organizations !== 'leave';
        let memberRoles = 0;
        const [names, roleIds] = [new Set<string>(), new Set<string>()];
        const invited: InvitedPerson[] = [];
        for (const match of matchEntities(here, there, settingOf(run.definition.organizations))) {
            const found = await unlessGone(() => this.organization(match, isCopied));
            if (found === undefined) continue;
            const { members, open, enabled } = found;
            invited.push(...open);
            // An invitation needs its organization, too.
            if (members.length === 0 && !isInvitedTo(open)) continue;
            needed.push({ ...match, users: members.length });
            const withRoles = members.filter(({ roles }) => roles.length > 0);
            for (const { roles } of withRoles) for (const { name } of roles) names.add(name);
            for (const { fate, invitation } of open)
                if (fate === 'renewed') for (const id of invitation.roleIds) roleIds.add(id);
            memberRoles += withRoles.reduce((sum, { roles }) => sum + roles.length, 0);
            const isEnabled = enabled.some(({ connectionId }) => connectionId === run.target.connection.id);
            // Where the organizations are copied, the run enables it.
            if (match.target !== undefined && !isEnabled && !isCopied) withoutConnection.push(match.name);
            if (!isCopied) continue;
            this.limits.members.add(match.name, members.length);
            if (!isEnabled) this.limits.connections.add(match.name, enabled.length + 1);
            for (const { userId, roles } of withRoles)
                this.limits.memberRoles.add(`${userId} in ${match.name}`, roles.length);
            this.cost('organizations', 'POST /organizations/{id}/members', members.length, MAX_MEMBERS_PER_CALL);
            this.cost('organizations', 'POST /organizations/{id}/members/{user_id}/roles', withRoles.length, 1, 0);
            this.cost('organizations', 'POST /organizations/{id}/enabled_connections', isEnabled ? 0 : 1, 1, 0);
        }
        const renewed = invited.filter(({ fate }) => fate === 'renewed').length;
        this.cost('organizations', 'POST /organizations/{id}/invitations', renewed, 1, 0);
        return {
            ...{ ...needsOf(needed), withoutConnection, memberRoles },
            ...(isCopied ? await this.missingFor({ names, ids: roleIds }) : {}),
            ...(isCopied ? invitationCounts(invited) : {}),
        };
    }

    private async organization(match: EntityMatch<Organization>, isCopied: boolean) {
        const { run, source, target } = this;
        const members = await this.membersOf(match);
        const ids = match.sources.map(({ id }) => id);
        const open = isCopied ? await openInvitations(run, source, ids, this.isOneTenant) : [];
        const isNeeded = match.target !== undefined && (members.length > 0 || isInvitedTo(open));
        const enabled = isNeeded ? await target.listOrganizationConnections(match.target.id) : [];
        return { members, open, enabled };
    }

    private async missingFor(needed: MemberRoles): Promise<Pick<NeededOrganizations, 'missingMemberRoles'>> {
        const missing = await findMissingMemberRoles(this.run, this, needed);
        const missingMemberRoles = missing.filter((name) => !this.missingRoles.has(name));
        for (const name of missing) this.missingRoles.add(name);
        return missingMemberRoles.length === 0 ? {} : { missingMemberRoles };
    }

    links({ links, primaries }: PlannedLinks): number {
        this.cost('links', 'POST /users/{id}/identities', links, 1, 0);
        // Each is looked at before, and the user it is linked to afterwards.
        if (links > 0) this.calls.links = 2 * links + primaries;
        return links;
    }

    effort(): Pick<PlannedAssignments, 'calls' | 'minutes' | 'writes' | 'limits' | 'unfound' | 'differingRoles'> {
        const { calls, writes, run } = this;
        const limits = [
            ...Object.values(this.limits).flatMap((counts) => counts.found()),
            ...tooManyRoles(run, this.rolesInTarget, this.missingRoles.size),
        ];
        const { callsPerMinute } = run.targetFacts.ratePlan ?? {};
        const minutes =
            callsPerMinute === undefined
                ? {}
                : Object.fromEntries(
                      Object.entries(calls).map(([kind, number]) => [kind, Math.ceil(number / callsPerMinute)]),
                  );
        const { unfound, differingRoles } = this;
        return {
            ...{ calls, minutes, writes, limits },
            ...(unfound.length === 0 ? {} : { unfound }),
            ...(Object.keys(differingRoles).length === 0 ? {} : { differingRoles }),
        };
    }

    private async membersOf({ sources }: EntityMatch<Organization>): Promise<Member[]> {
        const found: Member[] = [];
        for (const { id } of sources) {
            for await (const members of allPages(this.run, (from) => this.source.listOrganizationMembers(id, from)))
                found.push(...members.filter(({ userId }) => this.users.has(digest64(userId))));
        }
        return found;
    }

    /** Says that the definition chooses whose permissions are read, where a file names none. */
    lookForPermissions(): void {
        const { permissions } = this.run.definition;
        if (permissions === 'leave' || !('only' in permissions) || permissions.only === undefined) return;
        this.unfound.push({ setting: 'permissions.only', shown: 'users, and no record has `permissions`' });
    }

    private look(kind: 'roles' | 'organizations', here: readonly NamedEntity[]): void {
        const { only = [], rename } = settingOf(this.run.definition[kind]);
        const names = here.map(({ name }) => name);
        this.unfound.push(
            ...unfoundNames(`${kind}.only`, only, names),
            ...unfoundNames(`${kind}.rename`, Object.keys(rename), names),
        );
    }

    private cost(kind: PlannedKind, route: string, users: number, perCall: number, reads = this.reads): void {
        const writes = Math.ceil(users / perCall);
        if (writes === 0) return;
        this.writes[route] = (this.writes[route] ?? 0) + writes;
        this.calls[kind] = (this.calls[kind] ?? 0) + writes + reads * Math.ceil(users / PER_PAGE);
    }
}

function isInvitedTo(open: readonly InvitedPerson[]): boolean {
    return open.some(({ fate }) => fate === 'renewed');
}

function needsOf(needed: readonly Needed<NamedEntity>[]): NeededAssignments {
    return {
        users: Object.fromEntries(needed.map(({ name, users }) => [name, users])),
        missing: needed.filter(({ target }) => target === undefined).map(({ name }) => name),
    };
}
