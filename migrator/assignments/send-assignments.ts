import { isRefusal, type MigrationError } from '../errors.ts';
import { linkedUsersOf } from '../exports/linked-users.ts';
import type { Artifacts } from '../run-store/artifacts.ts';
import type { AssignmentRecord, AssignmentStatus } from '../run-store/assignment-ledger.ts';
import { MAX_MEMBERS_PER_CALL, MAX_ROLE_USERS_PER_CALL } from '../tenant/limits.ts';
import {
    type AssignedKind,
    type Assignment,
    isPlaceholder,
    noAssignments,
    partOf,
    partsOf,
    permissionKey,
    sizeOf,
} from './assignment.ts';
import { readAssignments } from './assignment-file.ts';
import { namesOf } from './assignment-name.ts';
import type { AssignmentNeeds } from './assignment-needs.ts';
import type { CreatedEntities } from './attached-assignments.ts';
import type { MovedUsers } from './counterparts.ts';
import { hasEntity, isGone } from './gone-entity.ts';
import type { RefusedAssignment } from './refused-assignment.ts';

/** Calls that are under way at once; the tenant's rate limits are kept by the tenant itself. */
const CALLS_AT_ONCE = 8;
/** A batch all of whose users are refused one by one was not refused for their sake, unless they are gone. */
const FEWEST_OF_A_COMMON_FAULT = 10;

/** Which assignments are sent, and what the sending is. */
export interface SendingOptions {
    readonly artifacts: Artifacts;
    /** Name of the file with the assignments. */
    readonly artifact: string;
    /** Assignments in it. */
    readonly total: number;
    readonly created: CreatedEntities;
    readonly moved: MovedUsers;
    /** Tells whether a single assignment stays as it is. @default none does */
    readonly isSpared?: (part: Assignment) => boolean;
}

/** One way of changing assignments in the target. */
export interface Sending {
    /** What the ledger of assignments says before a request leaves. */
    readonly before: AssignmentStatus;
    /** What it says once the request was answered; undefined where a list of the target shows it. */
    readonly after: AssignmentStatus | undefined;
    /** What it says of users whom Auth0 refused; undefined where it stays as it is. */
    readonly refused?: AssignmentStatus;
    /** Users that one call takes, where it takes several. */
    readonly usersPerCall: Readonly<Record<'roles' | 'organizations', number>>;
    /** Tells whether a refusal of one assignment says that nothing is left to do. @default never */
    isDone?(refusal: MigrationError): boolean;
    /** Makes one call. */
    send(run: AssignmentNeeds, batch: Assignment): Promise<void>;
}

/** What the sending came to. */
export interface SentAssignments {
    readonly done: Readonly<Record<AssignedKind, number>>;
    /** Calls that changed assignments. */
    readonly calls: number;
    readonly refused: readonly RefusedAssignment[];
}

/** Gives assignments. */
export const WRITING: Sending = {
    before: 'sent',
    after: undefined,
    // If a user has it later, somebody else gave it.
    refused: 'removed',
    usersPerCall: { roles: MAX_ROLE_USERS_PER_CALL, organizations: MAX_MEMBERS_PER_CALL },
    send: write,
};

/**
 * Sends the assignments of a file, in the largest calls that Auth0 takes.
 *
 * The ledger of assignments is written before each request leaves. Every call can be repeated: a user who has it already keeps it. A call
 * that Auth0 refuses is split until the fault stands alone: that assignment is listed, and everything else is done.
 *
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenant throws, but for a refusal of one user
 */
export async function sendAssignments(
    run: AssignmentNeeds,
    sending: Sending,
    { artifacts, artifact, total, created, moved, isSpared }: SendingOptions,
): Promise<SentAssignments> {
    const sent = noAssignments();
    const refused: RefusedAssignment[] = [];
    const running = new Set<Promise<void>>();
    const failures: unknown[] = [];
    const { assigned } = run.store;
    const remember = (assignments: readonly Assignment[], status: AssignmentStatus | undefined): void => {
        if (status === undefined) return;
        const names = assignments.flatMap((assignment) => namesOf(assignment, moved));
        assigned.append(names.map((name): AssignmentRecord => [name, status]));
    };
    let calls = 0;
    let done = 0;
    const context: SendContext = {
        ...{ run, sending, gone: new Map() },
        onCall: () => {
            calls += 1;
        },
    };
    try {
        let kind: AssignedKind | undefined;
        for await (const line of readAssignments(artifacts, artifact)) {
            const assignment = without(resolved(line, created), isSpared);
            if (sizeOf(assignment) === 0) continue;
            // The connection of an organization comes before its members, and members before their roles.
            if (kind !== undefined && assignment.kind !== kind) await Promise.all(running);
            ({ kind } = assignment);
            for (const batch of batchesOf(assignment, sending.usersPerCall)) {
                while (running.size >= CALLS_AT_ONCE) await Promise.race(running);
                if (failures.length > 0) throw failures[0];
                run.time.stopIfAsked();
                remember([batch], sending.before);
                const work: Promise<void> = sendBatch(context, batch)
                    .then((outcome) => {
                        refused.push(...outcome.refused.map(refusalOf));
                        remember(
                            outcome.refused.map(({ part }) => part),
                            sending.refused,
                        );
                        remember(outcome.done, sending.after);
                        for (const part of outcome.done) sent[part.kind] += sizeOf(part);
                        done += sizeOf(batch);
                        run.onProgress({ stage: 'attach', step: 'assignments', done, total });
                    })
                    .catch((error: unknown) => {
                        failures.push(error);
                    })
                    .finally(() => running.delete(work));
                running.add(work);
            }
        }
    } finally {
        await Promise.all(running);
    }
    if (failures.length > 0) throw failures[0];
    return { done: sent, calls, refused };
}

/** Puts the IDs of what was created in place of what stands for them. */
export function resolved(assignment: Assignment, created: CreatedEntities): Assignment {
    if (!('id' in assignment)) return assignment;
    const id = created.get(assignment.id) ?? assignment.id;
    if (assignment.kind !== 'memberRoles') return { ...assignment, id };
    return { ...assignment, id, roles: assignment.roles.map((role) => created.get(role) ?? role) };
}

function without(assignment: Assignment, isSpared: SendingOptions['isSpared']): Assignment {
    if (isSpared === undefined) return assignment;
    const going = partsOf(assignment).map((part) => !isSpared(part));
    return partOf(assignment, (all) => all.filter((_, place) => going[place] === true));
}

/** Parts assignments into those of one call each. */
export function batchesOf(assignment: Assignment, usersPerCall: Sending['usersPerCall']): Assignment[] {
    if (!('users' in assignment)) return [assignment];
    const size = usersPerCall[assignment.kind];
    return Array.from({ length: Math.ceil(assignment.users.length / size) }, (_, at) =>
        partOf(assignment, (all) => all.slice(at * size, (at + 1) * size)),
    );
}

interface SendContext {
    readonly run: AssignmentNeeds;
    readonly sending: Sending;
    readonly onCall: () => void;
    /** Roles and organizations that were deleted meanwhile, by ID, with what Auth0 said. */
    readonly gone: Map<string, MigrationError>;
}

/** What became of one call and of those that it was split into. */
interface Outcome {
    readonly done: readonly Assignment[];
    readonly refused: readonly RefusedPart[];
}

/** One assignment that Auth0 refused. */
interface RefusedPart {
    readonly part: Assignment;
    readonly status: number | undefined;
}

async function sendBatch(context: SendContext, batch: Assignment): Promise<Outcome> {
    const { run, sending, onCall, gone } = context;
    if ('id' in batch && (gone.has(batch.id) || isPlaceholder(batch.id)))
        return nothingSent(sending, batch, gone.get(batch.id));
    try {
        onCall();
        await sending.send(run, batch);
        return { done: [batch], refused: [] };
    } catch (error) {
        if (!isRefusal(error)) throw error;
        if ('id' in batch && isGone(error) && !(await hasEntity(run, batch))) {
            gone.set(batch.id, error);
            return nothingSent(sending, batch, error);
        }
        if (batch.kind === 'connections') throw error;
        const size = sizeOf(batch);
        // Nothing that a user who is gone was to get can be written.
        if (size === 1 || ('user' in batch && !(await isThere(run, batch.user))))
            return nothingSent(sending, batch, error);
        const half = Math.ceil(size / 2);
        const first = await sendBatch(
            context,
            partOf(batch, (all) => all.slice(0, half)),
        );
        const second = await sendBatch(
            context,
            partOf(batch, (all) => all.slice(half)),
        );
        const refused = [...first.refused, ...second.refused];
        const isCommon = refused.length === size && refused.every(({ status }) => status !== 404);
        if ('users' in batch && isCommon && size >= FEWEST_OF_A_COMMON_FAULT) throw error;
        return { done: [...first.done, ...second.done], refused };
    }
}

function nothingSent(sending: Sending, batch: Assignment, refusal: MigrationError | undefined): Outcome {
    if (refusal !== undefined && sending.isDone?.(refusal) === true) return { done: [batch], refused: [] };
    return { done: [], refused: partsOf(batch).map((part) => ({ part, status: refusal?.statusCode })) };
}

async function isThere({ target }: AssignmentNeeds, user: string): Promise<boolean> {
    return (await target.tenant.findUserById(user)) !== undefined;
}

function refusalOf({ part, status }: RefusedPart): RefusedAssignment {
    const { kind } = part;
    switch (kind) {
        case 'roles':
        case 'organizations':
            return { kind, id: part.id, user: part.users[0] ?? '', status };
        case 'memberRoles':
            return { kind, id: part.id, user: part.user, item: part.roles[0] ?? '', status };
        case 'permissions':
            return { kind, id: undefined, user: part.user, item: part.permissions.map(permissionKey).join(), status };
        case 'links':
            return { kind, id: undefined, user: part.user, item: part.secondaries[0] ?? '', status };
        case 'connections':
            return { kind, id: part.id, user: '', status };
    }
}

async function write(run: AssignmentNeeds, batch: Assignment): Promise<void> {
    const { assignments } = run.target.tenant;
    switch (batch.kind) {
        case 'roles':
            await assignments.assignRole(batch.id, batch.users);
            break;
        case 'organizations':
            await assignments.addMembers(batch.id, batch.users);
            break;
        case 'memberRoles':
            await assignments.addMemberRoles(batch.id, batch.user, batch.roles);
            break;
        case 'connections':
            await assignments.enableConnection(batch.id, batch.connection);
            break;
        case 'permissions':
            await assignments.addUserPermissions(batch.user, batch.permissions);
            break;
        case 'links':
            // One after the other, so that they stand in the order of the source.
            for (const secondary of batch.secondaries) await link(run, batch.user, secondary);
            break;
    }
}

// Whatever is linked to a user goes with it, so it is looked at in the moment before: the next pass sees what has changed.
async function link(
    { target: { tenant, connection } }: AssignmentNeeds,
    user: string,
    secondary: string,
): Promise<void> {
    const profile = await tenant.findUserById(secondary);
    if (profile === undefined || linkedUsersOf(profile).length > 0) return;
    await tenant.linkUsers(user, connection.id, secondary);
}
