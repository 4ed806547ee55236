import { isMigrationError, type MigrationError } from '../errors.ts';
import { linkedUsersOf } from '../exports/linked-users.ts';
import type { Artifacts } from '../run-store/artifacts.ts';
import type { AssignmentRecord, AssignmentStatus } from '../run-store/assignment-ledger.ts';
import { MAX_MEMBERS_PER_CALL, MAX_ROLE_USERS_PER_CALL } from '../tenant/limits.ts';
import { type AssignedKind, type Assignment, noAssignments, sizeOf } from './assignment.ts';
import { readAssignments } from './assignment-file.ts';
import { namesOf } from './assignment-name.ts';
import type { AssignmentNeeds } from './assignment-needs.ts';
import type { CreatedEntities, RefusedAssignment } from './attached-assignments.ts';
import type { MovedUsers } from './counterparts.ts';

/** Calls that are under way at once; the tenant's rate limits are kept by the tenant itself. */
const CALLS_AT_ONCE = 8;
/** A batch all of whose users are refused one by one was not refused for their sake. */
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
    /** Full IDs in the target of those whose assignments stay as they are. @default nobody */
    readonly spared?: ReadonlySet<string>;
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
 * The ledger of assignments is written before each request leaves. Every call can be repeated: a user who has it already keeps it. A batch
 * that Auth0 refuses is split until the fault stands alone: that user is listed, and everybody else is done.
 *
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenant throws, but for a refusal of one user
 */
export async function sendAssignments(
    run: AssignmentNeeds,
    sending: Sending,
    { artifacts, artifact, total, created, moved, spared = new Set() }: SendingOptions,
): Promise<SentAssignments> {
    const sent = noAssignments();
    const refused: RefusedAssignment[] = [];
    const running = new Set<Promise<void>>();
    const failures: unknown[] = [];
    const { assigned } = run.store;
    const remember = (assignment: Assignment | undefined, status: AssignmentStatus | undefined): void => {
        if (assignment === undefined || status === undefined) return;
        assigned.append(namesOf(assignment, moved).map((name): AssignmentRecord => [name, status]));
    };
    let calls = 0;
    let done = 0;
    const context = {
        ...{ run, sending },
        onCall: () => {
            calls += 1;
        },
    };
    try {
        let kind: AssignedKind | undefined;
        for await (const line of readAssignments(artifacts, artifact)) {
            const assignment = without(resolved(line, created), spared);
            if (assignment === undefined) continue;
            // The connection of an organization comes before its members, and members before their roles.
            if (kind !== undefined && assignment.kind !== kind) await Promise.all(running);
            ({ kind } = assignment);
            remember(assignment, sending.before);
            for (const batch of batchesOf(assignment, sending.usersPerCall)) {
                while (running.size >= CALLS_AT_ONCE) await Promise.race(running);
                if (failures.length > 0) throw failures[0];
                run.time.stopIfAsked();
                const work: Promise<void> = sendBatch(context, batch)
                    .then((problems) => {
                        refused.push(...problems);
                        remember(refusedPart(batch, problems), sending.refused);
                        const size = sizeOf(batch);
                        sent[batch.kind] += 'users' in batch || problems.length === 0 ? size - problems.length : 0;
                        done += size;
                        if (problems.length === 0) remember(batch, sending.after);
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

// Of several links some may be made before one is refused.
function refusedPart(batch: Assignment, problems: readonly RefusedAssignment[]): Assignment | undefined {
    if (problems.length === 0 || batch.kind === 'links') return undefined;
    return 'users' in batch ? { ...batch, users: problems.map(({ user }) => user) } : batch;
}

function without(assignment: Assignment, spared: ReadonlySet<string>): Assignment | undefined {
    if (spared.size === 0) return assignment;
    if ('user' in assignment) return spared.has(assignment.user) ? undefined : assignment;
    if (!('users' in assignment)) return assignment;
    return { ...assignment, users: assignment.users.filter((user) => !spared.has(user)) };
}

/** Parts assignments into those of one call each. */
export function batchesOf(assignment: Assignment, usersPerCall: Sending['usersPerCall']): Assignment[] {
    if (!('users' in assignment)) return [assignment];
    const { users, kind } = assignment;
    const size = usersPerCall[kind];
    return Array.from({ length: Math.ceil(users.length / size) }, (_, at) => ({
        ...assignment,
        users: users.slice(at * size, (at + 1) * size),
    }));
}

interface SendContext {
    readonly run: AssignmentNeeds;
    readonly sending: Sending;
    readonly onCall: () => void;
}

async function sendBatch(context: SendContext, batch: Assignment): Promise<RefusedAssignment[]> {
    try {
        context.onCall();
        await context.sending.send(context.run, batch);
        return [];
    } catch (error) {
        if (!isRefusal(error)) throw error;
        if (!('users' in batch)) {
            if (batch.kind === 'connections') throw error;
            const id = 'id' in batch ? batch.id : undefined;
            return [{ kind: batch.kind, id, user: batch.user, status: error.statusCode }];
        }
        const { kind, id, users } = batch;
        const [user] = users;
        if (user !== undefined && users.length === 1) return [{ kind, id, user, status: error.statusCode }];
        const half = Math.ceil(users.length / 2);
        const first = await sendBatch(context, { ...batch, users: users.slice(0, half) });
        const second = await sendBatch(context, { ...batch, users: users.slice(half) });
        const problems = [...first, ...second];
        if (problems.length === users.length && users.length >= FEWEST_OF_A_COMMON_FAULT) throw error;
        return problems;
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

// Of what was asked for, and not of who asked.
function isRefusal(error: unknown): error is MigrationError {
    return isMigrationError(error) && error.code === 'REQUEST_REFUSED' && !error.retryable;
}
