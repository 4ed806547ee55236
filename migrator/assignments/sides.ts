import { digest64 } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';
import type { AssignmentName } from '../run-store/assignment-ledger.ts';
import type { NamedEntity, TenantAssignments } from '../tenant/assignments.ts';
import { ENTITY_LIMITS } from '../tenant/limits.ts';
import { type AssignedKind, noAssignments, placeholderOf } from './assignment.ts';
import type { AssignmentFile } from './assignment-file.ts';
import { assignmentName, entityName, isOurs, listName, NOBODY } from './assignment-name.ts';
import type { AssignmentNeeds } from './assignment-needs.ts';
import type { RefusedAssignment } from './attached-assignments.ts';
import type { OpenInvitation, PassedLimit, UnreadAssignments } from './compared-assignments.ts';
import type { Counterparts } from './counterparts.ts';
import { Comparison } from './difference.ts';
import type { ReadAssignments } from './file-assignments.ts';
import { unlessGone } from './gone-entity.ts';
import { LimitCounts } from './limit-counts.ts';
import type { EntityMatch } from './match-entities.ts';
import { SeenAssignments } from './seen-assignments.ts';

/** What is compared, by which run. */
interface SidesOptions {
    readonly run: AssignmentNeeds;
    readonly source: ReadAssignments;
    readonly isOneTenant: boolean;
    readonly counterparts: Counterparts;
    readonly files: Sides['files'];
}

/** Both sides of a comparison, and where its outcome goes. */
export class Sides {
    readonly run: AssignmentNeeds;
    readonly source: ReadAssignments;
    readonly target: TenantAssignments;
    readonly isOneTenant: boolean;
    readonly counterparts: Counterparts;
    /** What users must have, what of it they lack, and what is to be taken away. */
    readonly files: Readonly<Record<'wanted' | 'lacking' | 'surplus', AssignmentFile>>;
    /** What moved users have in the target by somebody else. */
    readonly added: Record<AssignedKind, number> = noAssignments();
    /** What users have in the source, and somebody took away in the target. */
    readonly takenAway: Record<AssignedKind, number> = noAssignments();
    /** Who has what in the source. */
    readonly seen: SeenAssignments;
    readonly limits = openLimits();
    /** Open invitations that were found. */
    readonly invitations: OpenInvitation[] = [];
    /** Whose direct permissions Auth0 does not show. */
    readonly unread: UnreadAssignments[] = [];
    /** Roles and organizations that were deleted while they were read. */
    readonly vanished: RefusedAssignment[] = [];
    /** Linked users who are linked to somebody else, from whom they are taken first. */
    relinked = 0;
    private readonly readLists = new DigestSet();

    /** Opens a comparison of nothing. */
    constructor({ run, source, isOneTenant, counterparts, files }: SidesOptions) {
        this.run = run;
        this.seen = new SeenAssignments(run.definition);
        this.source = source;
        this.target = run.target.tenant.assignments;
        this.isOneTenant = isOneTenant;
        this.counterparts = counterparts;
        this.files = files;
        run.store.assigned.beginPass();
    }

    /**
     * Compares a role or an organization. One that is deleted meanwhile, on either side, is listed and left as it is: the next pass finds
     * it missing from the start.
     */
    async unlessGone(
        kind: 'roles' | 'organizations',
        { name, target }: EntityMatch<NamedEntity>,
        compare: () => Promise<boolean>,
    ): Promise<boolean> {
        const isMissing = await unlessGone(compare);
        if (isMissing === undefined) {
            const id = target?.id ?? placeholderOf(kind === 'roles' ? 'role' : 'organization', name);
            this.vanished.push({ kind, id, user: '', status: 404 });
        }
        return isMissing ?? false;
    }

    /** Names an assignment of a user of the target. */
    nameOf(kind: AssignedKind, id: string, user: string, item?: string): AssignmentName {
        return assignmentName(kind, id, this.counterparts.holderOf(user) ?? NOBODY, item);
    }

    /** Makes a comparison of nobody, whose IDs stand for the assignments that they name. */
    comparison(nameOf: (id: string) => AssignmentName): Comparison {
        const { assigned } = this.run.store;
        return new Comparison(digest64, (id) => assigned.see(nameOf(id)));
    }

    /**
     * Leaves what this migration wrote into something that somebody renamed. Where the target has, or gets, another one of the old name,
     * nobody can tell any more whose it is: it counts as given by somebody else from then on.
     */
    keep(
        kind: 'roles' | 'organizations',
        { wasRenamed }: EntityMatch<NamedEntity>,
        names: readonly AssignmentName[],
    ): void {
        const setting = this.run.definition[kind];
        const isMade = setting !== 'leave' && setting.missing === 'create';
        if (!isMade && wasRenamed !== 'and-replaced') return;
        this.run.store.assigned.append(names.map((name) => [name, 'found']));
    }

    /** Says that the source has lost what somebody else gave in the target: another migration that wrote it may take it away. */
    release(names: readonly AssignmentName[]): void {
        this.run.store.assigned.append(names.map((name) => [name, 'removed']));
    }

    /** Says that somebody took away in the target what both had: where it comes back, it is theirs. */
    disown(names: readonly AssignmentName[]): void {
        const { assigned } = this.run.store;
        assigned.append(names.filter((name) => isOurs(assigned.statusOf(name))).map((name) => [name, 'found']));
    }

    /** Says that a list was read in both tenants. */
    hasRead(kind: AssignedKind, id: string): void {
        this.readLists.add(this.run.store.assigned.digestOfList(listName(kind, id)));
    }

    /** Tells whether anything was ever written into a list of the target. */
    knows(kind: AssignedKind, id: string): boolean {
        return this.run.store.assigned.knowsList(listName(kind, id));
    }

    /** Tells whether a role or an organization had a name in an earlier pass. */
    wasNamed(kind: 'roles' | 'organizations', { id }: NamedEntity, name: string): boolean {
        return this.run.store.assigned.statusOf(entityName(kind, { id, name })) !== undefined;
    }

    /** Remembers the name of a role or an organization that this migration writes into. */
    noteName(kind: 'roles' | 'organizations', entity: NamedEntity | undefined): void {
        if (entity === undefined || this.wasNamed(kind, entity, entity.name)) return;
        this.run.store.assigned.append([[entityName(kind, entity), 'found']]);
    }

    /** Remembers what neither tenant has any more, once everything was read. */
    end(): void {
        this.run.store.assigned.endUnseen(
            this.readLists,
            (holder) => holder === NOBODY || this.counterparts.isHolder(holder),
        );
    }
}

/** Tells whether the target would have more roles than a tenant takes. */
export function tooManyRoles(
    { target }: Pick<AssignmentNeeds, 'target'>,
    there: number,
    missing: number,
): PassedLimit[] {
    if (missing === 0 || there + missing <= ENTITY_LIMITS.rolesPerTenant) return [];
    return [{ what: 'roles of a tenant', limit: ENTITY_LIMITS.rolesPerTenant, subjects: [target.tenant.domain] }];
}

/** Makes counts of nothing against Auth0's limits. */
export function openLimits() {
    return {
        roles: new LimitCounts('roles of a user', ENTITY_LIMITS.rolesPerUser),
        permissions: new LimitCounts('direct permissions of a user', ENTITY_LIMITS.permissionsPerUser),
        memberRoles: new LimitCounts('roles of a member of an organization', ENTITY_LIMITS.rolesPerMember),
        members: new LimitCounts('members of an organization', ENTITY_LIMITS.membersPerOrganization),
        connections: new LimitCounts('connections of an organization', ENTITY_LIMITS.connectionsPerOrganization),
    };
}
