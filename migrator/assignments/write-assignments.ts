import { isMigrationError, type MigrationError } from '../errors.ts';
import type { Artifacts } from '../run-store/artifacts.ts';
import { MAX_MEMBERS_PER_CALL, MAX_ROLE_USERS_PER_CALL } from '../tenant/limits.ts';
import { type AssignedKind, type Assignment, noAssignments, sizeOf } from './assignment.ts';
import { readAssignments } from './assignment-file.ts';
import type { AssignmentNeeds } from './assignment-needs.ts';
import type { CreatedEntities, RefusedAssignment } from './attached-assignments.ts';

/** Calls that are under way at once; the tenant's rate limits are kept by the tenant itself. */
const CALLS_AT_ONCE = 8;
/** A batch all of whose users are refused one by one was not refused for their sake. */
const FEWEST_OF_A_COMMON_FAULT = 10;

/** What the writing came to. */
export interface WrittenAssignments {
    readonly written: Readonly<Record<AssignedKind, number>>;
    /** Calls that wrote. */
    readonly calls: number;
    readonly refused: readonly RefusedAssignment[];
}

/**
 * Writes the assignments of a file, in the largest calls that Auth0 takes.
 *
 * Every call can be repeated: whoever has it already keeps it. A batch that Auth0 refuses is split until the fault stands alone: that
 * user is listed, and everybody else is done.
 *
 * @param total - assignments in the file
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenant throws, but for a refusal of one user
 */
export async function writeAssignments(
    run: AssignmentNeeds,
    file: { readonly artifacts: Artifacts; readonly artifact: string },
    created: CreatedEntities,
    total: number,
): Promise<WrittenAssignments> {
    const written = noAssignments();
    const refused: RefusedAssignment[] = [];
    const running = new Set<Promise<void>>();
    const failures: unknown[] = [];
    let calls = 0;
    let done = 0;
    const context = {
        run,
        onCall: () => {
            calls += 1;
        },
    };
    try {
        let kind: AssignedKind | undefined;
        for await (const assignment of readAssignments(file.artifacts, file.artifact)) {
            // The connection of an organization comes before its members, and members before their roles.
            if (kind !== undefined && assignment.kind !== kind) await Promise.all(running);
            ({ kind } = assignment);
            for (const batch of batchesOf(resolved(assignment, created))) {
                while (running.size >= CALLS_AT_ONCE) await Promise.race(running);
                if (failures.length > 0) throw failures[0];
                run.time.stopIfAsked();
                const work: Promise<void> = writeBatch(context, batch)
                    .then((problems) => {
                        refused.push(...problems);
                        const size = sizeOf(batch);
                        written[batch.kind] += 'users' in batch || problems.length === 0 ? size - problems.length : 0;
                        done += size;
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
    return { written, calls, refused };
}

/** Puts the IDs of what was created in the place of what stands for them. */
export function resolved(assignment: Assignment, created: CreatedEntities): Assignment {
    if (!('id' in assignment)) return assignment;
    const id = created.get(assignment.id) ?? assignment.id;
    if (assignment.kind !== 'memberRoles') return { ...assignment, id };
    return { ...assignment, id, roles: assignment.roles.map((role) => created.get(role) ?? role) };
}

/** Parts assignments into those of one call each. */
export function batchesOf(assignment: Assignment): Assignment[] {
    if (!('users' in assignment)) return [assignment];
    const size = assignment.kind === 'roles' ? MAX_ROLE_USERS_PER_CALL : MAX_MEMBERS_PER_CALL;
    const { users } = assignment;
    return Array.from({ length: Math.ceil(users.length / size) }, (_, at) => ({
        ...assignment,
        users: users.slice(at * size, (at + 1) * size),
    }));
}

interface WriteContext {
    readonly run: AssignmentNeeds;
    readonly onCall: () => void;
}

async function writeBatch(context: WriteContext, batch: Assignment): Promise<RefusedAssignment[]> {
    try {
        context.onCall();
        await write(context, batch);
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
        const first = await writeBatch(context, { ...batch, users: users.slice(0, half) });
        const second = await writeBatch(context, { ...batch, users: users.slice(half) });
        const problems = [...first, ...second];
        if (problems.length === users.length && users.length >= FEWEST_OF_A_COMMON_FAULT) throw error;
        return problems;
    }
}

async function write({ run }: WriteContext, batch: Assignment): Promise<void> {
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
            for (const secondary of batch.secondaries)
                await run.target.tenant.linkUsers(batch.user, run.target.connection.id, secondary);
            break;
    }
}

// Of what was asked for, and not of who asked.
function isRefusal(error: unknown): error is MigrationError {
    return isMigrationError(error) && error.code === 'REQUEST_REFUSED' && !error.retryable;
}
