import type { AssignmentName, AssignmentStatus } from '../run-store/assignment-ledger.ts';
import type { NamedEntity } from '../tenant/assignments.ts';
import { type AssignedKind, type Assignment, permissionKey } from './assignment.ts';
import type { MovedUsers } from './counterparts.ts';

/** Stands for an organization, which has its connections. */
export const NOBODY = 0;

/**
 * Names an assignment as the ledger of assignments knows it.
 *
 * @param id - of the role or the organization; of permissions, the full ID of the user in the target
 * @param holder - the user's number in that ledger; {@link NOBODY} for connections
 * @param item - the role of a member, the permission, the connection or the linked identity
 */
export function assignmentName(kind: AssignedKind, id: string, holder: number, item = ''): AssignmentName {
    return { list: listName(kind, id), holder, item: kind === 'connections' ? `connection ${item}` : item };
}

/** Notes that a role or an organization of the target had a name, by which it is known when somebody gives it another one. */
export function entityName(kind: 'roles' | 'organizations', { id, name }: NamedEntity): AssignmentName {
    return { list: `name of ${kind} ${name}`, holder: NOBODY, item: id };
}

/** Names the assignments of one line. */
export function namesOf(assignment: Assignment, moved: Pick<MovedUsers, 'holderOf'>): AssignmentName[] {
    const holderOf = (user: string): number => moved.holderOf(user) ?? NOBODY;
    const { kind } = assignment;
    switch (kind) {
        case 'roles':
        case 'organizations':
            return assignment.users.map((user) => assignmentName(kind, assignment.id, holderOf(user)));
        case 'memberRoles':
            return assignment.roles.map((role) => assignmentName(kind, assignment.id, holderOf(assignment.user), role));
        case 'connections':
            return [assignmentName(kind, assignment.id, NOBODY, assignment.connection.connectionId)];
        case 'permissions':
        case 'links': {
            const { user } = assignment;
            const items = kind === 'links' ? assignment.secondaries : assignment.permissions.map(permissionKey);
            return items.map((item) => assignmentName(kind, user, holderOf(user), item));
        }
    }
}

/** Names the list of a tenant that shows assignments: members and their roles stand in one. */
export function listName(kind: AssignedKind, id: string): string {
    switch (kind) {
        case 'roles':
            return `role ${id}`;
        case 'organizations':
        case 'memberRoles':
        case 'connections':
            return `organization ${id}`;
        case 'permissions':
            return `permissions ${id}`;
        case 'links':
            return 'links';
    }
}

/**
 * Tells whether an assignment that both tenants had is missing in the target because somebody took it away there.
 *
 * One that no list has shown since it was written may never have arrived.
 */
export function wasTakenAway(status: AssignmentStatus | undefined): boolean {
    return status === 'verified' || status === 'found';
}

/** Tells whether a migration has seen an assignment in its source when it last looked: then the target must have it. */
export function isPromised(status: AssignmentStatus | undefined): boolean {
    return status === 'sent' || status === 'verified' || status === 'found';
}

/** Tells whether this migration wrote an assignment that the target has. */
export function isOurs(status: AssignmentStatus | undefined): boolean {
    return status === 'sent' || status === 'verified' || status === 'removing';
}
