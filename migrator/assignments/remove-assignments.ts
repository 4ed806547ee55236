import { MAX_MEMBERS_PER_CALL } from '../tenant/limits.ts';
import { type AssignedCounts, type Assignment, noAssignments, partsOf } from './assignment.ts';
import { readAssignments } from './assignment-file.ts';
import { isPromised, namesOf } from './assignment-name.ts';
import type { AssignmentNeeds } from './assignment-needs.ts';
import { readPairs } from './counterparts.ts';
import type { AssignmentSource } from './file-assignments.ts';
import { type Sending, type SendingOptions, type SentAssignments, sendAssignments } from './send-assignments.ts';
import { unlinkUser } from './unlink-user.ts';

const CALLS_AT_ONCE = 8;

/**
 * Takes away what this migration wrote and the source has taken away since.
 *
 * A user that was deleted in the source since its export has nothing there any more; that takes nothing away in the target. So each user is
 * looked up again in the moment before. What another migration into the same connection has promised to a user stays, and is taken away by
 * the last one that has.
 *
 * @param source - a tenant, or what a file says
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenants throw, but for a refusal of one user
 */
export async function removeAssignments(
    run: AssignmentNeeds,
    source: AssignmentSource,
    pass: number,
    options: SendingOptions,
): Promise<SentAssignments> {
    if (options.total === 0) return await sendAssignments(run, REMOVING, options);
    const losing = await findLosing(run, pass, options);
    const isPromisedElsewhere = await openPromises(run, losing);
    const inSource = await findInSource(run, source, losing);
    return await sendAssignments(run, REMOVING, {
        ...options,
        isSpared(part) {
            // Links were read from the export itself, which had these users.
            if (part.kind !== 'links' && !usersOf(part).every((user) => inSource.has(user))) return true;
            if (!isPromisedElsewhere(part)) return false;
            // Ours still, and promised by this migration no more.
            const { assigned } = run.store;
            const names = namesOf(part, options.moved).filter((name) => assigned.statusOf(name) !== 'removing');
            assigned.append(names.map((name) => [name, 'removing']));
            return true;
        },
    });
}

/**
 * Counts what is taken away, without what another migration into the same connection has promised. Users that were deleted in the source
 * since its export are counted, too.
 */
export async function countRemovals(
    run: AssignmentNeeds,
    pass: number,
    options: Pick<SendingOptions, 'artifacts' | 'artifact'>,
): Promise<AssignedCounts> {
    const counts = noAssignments();
    const isPromisedElsewhere = await openPromises(run, await findLosing(run, pass, options));
    for await (const assignment of readAssignments(options.artifacts, options.artifact))
        counts[assignment.kind] += partsOf(assignment).filter((part) => !isPromisedElsewhere(part)).length;
    return counts;
}

/** Users of the target who lose something, by their full IDs. */
type Losing = ReadonlyMap<string, Loser>;

interface Loser {
    /** Users of the source that it is; several where somebody linked them to one of another connection. */
    readonly from: string[];
    /** When the user of the target was made. */
    createdAt?: unknown;
}

async function findLosing(
    run: AssignmentNeeds,
    pass: number,
    { artifacts, artifact }: Pick<SendingOptions, 'artifacts' | 'artifact'>,
): Promise<Losing> {
    const losing = new Map<string, Loser>();
    for await (const assignment of readAssignments(artifacts, artifact))
        for (const user of usersOf(assignment)) losing.set(user, { from: [] });
    if (losing.size === 0) return losing;
    for await (const pairs of readPairs(run, pass)) {
        for (const { from, to, isPart, createdAt } of pairs) {
            const user = losing.get(to);
            if (user === undefined) continue;
            user.createdAt = createdAt;
            if (isPart !== true) user.from.push(from);
        }
    }
    return losing;
}

// Whether another migration into the same connection has promised an assignment.
async function openPromises(run: AssignmentNeeds, losing: Losing): Promise<(part: Assignment) => boolean> {
    const others = losing.size === 0 ? [] : await run.store.otherAssigned();
    return (part) =>
        others.some((ledger) => {
            const holderOf = (user: string): number => ledger.holderOf(user, losing.get(user)?.createdAt);
            return namesOf(part, { holderOf }).some((name) => isPromised(ledger.statusOf(name)));
        });
}

// Those of them who are still in the source.
async function findInSource(run: AssignmentNeeds, source: AssignmentSource, losing: Losing): Promise<Set<string>> {
    const [asked, found] = [[...losing], new Set<string>()];
    const isThere = async (user: string): Promise<boolean> => (await source.findUserById(user)) !== undefined;
    for (let at = 0; at < asked.length; at += CALLS_AT_ONCE) {
        run.time.stopIfAsked();
        await Promise.all(
            asked.slice(at, at + CALLS_AT_ONCE).map(async ([id, { from }]) => {
                const there = await Promise.all(from.map(isThere));
                if (there.length > 0 && !there.includes(false)) found.add(id);
            }),
        );
    }
    return found;
}

function usersOf(assignment: Assignment): readonly string[] {
    if ('user' in assignment) return [assignment.user];
    return 'users' in assignment ? assignment.users : [];
}

const REMOVING: Sending = {
    before: 'removing',
    after: 'removed',
    usersPerCall: { roles: 1, organizations: MAX_MEMBERS_PER_CALL },
    // A user that was deleted since has nothing, and a link that is gone is gone; of several, only that one.
    isDone: ({ statusCode }) => statusCode === 404,
    send: remove,
};

async function remove(run: AssignmentNeeds, batch: Assignment): Promise<void> {
    const { assignments } = run.target.tenant;
    switch (batch.kind) {
        case 'roles':
            for (const user of batch.users) await assignments.removeRole(batch.id, user);
            break;
        case 'organizations':
            await assignments.removeMembers(batch.id, batch.users);
            break;
        case 'memberRoles':
            await assignments.removeMemberRoles(batch.id, batch.user, batch.roles);
            break;
        case 'permissions':
            await assignments.removeUserPermissions(batch.user, batch.permissions);
            break;
        case 'links':
            for (const secondary of batch.secondaries) await unlinkUser(run, batch.user, secondary, batch.sourceUserId);
            break;
        case 'connections':
            // An organization keeps its connections: others may log in through them.
            break;
    }
}
