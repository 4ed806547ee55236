import type { Artifacts } from '../run-store/artifacts.ts';
import { MAX_MEMBERS_PER_CALL } from '../tenant/limits.ts';
import type { Assignment } from './assignment.ts';
import { readAssignments } from './assignment-file.ts';
import type { AssignmentNeeds } from './assignment-needs.ts';
import { readPairs } from './counterparts.ts';
import type { AssignmentSource } from './file-assignments.ts';
import { type Sending, type SendingOptions, type SentAssignments, sendAssignments } from './send-assignments.ts';

const CALLS_AT_ONCE = 8;

/**
 * Takes away what this migration wrote and the source has taken away since.
 *
 * A user that was deleted in the source since its export has nothing there any more; that takes nothing away in the target. So each user is
 * looked up again in the moment before.
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
    const spared = options.total === 0 ? new Set<string>() : await goneFromSource(run, source, pass, options);
    return await sendAssignments(run, REMOVING, { ...options, spared });
}

async function goneFromSource(
    run: AssignmentNeeds,
    source: AssignmentSource,
    pass: number,
    { artifacts, artifact }: { readonly artifacts: Artifacts; readonly artifact: string },
): Promise<Set<string>> {
    const gone = new Set<string>();
    for await (const assignment of readAssignments(artifacts, artifact)) {
        if ('user' in assignment) gone.add(assignment.user);
        if ('users' in assignment) for (const user of assignment.users) gone.add(user);
    }
    for await (const pairs of readPairs(run, pass)) {
        const asked = pairs.filter(({ to }) => gone.has(to));
        for (let at = 0; at < asked.length; at += CALLS_AT_ONCE) {
            run.time.stopIfAsked();
            await Promise.all(
                asked.slice(at, at + CALLS_AT_ONCE).map(async ({ from, to }) => {
                    if ((await source.findUserById(from)) !== undefined) gone.delete(to);
                }),
            );
        }
    }
    return gone;
}

const REMOVING: Sending = {
    before: 'removing',
    after: 'removed',
    usersPerCall: { roles: 1, organizations: MAX_MEMBERS_PER_CALL },
    // A user that was deleted since has nothing, and a link that is gone is gone; of several, only that one.
    isDone: ({ statusCode }) => statusCode === 404,
    send: remove,
};

async function remove({ target: { tenant } }: AssignmentNeeds, batch: Assignment): Promise<void> {
    const { assignments } = tenant;
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
            for (const secondary of batch.secondaries) await tenant.unlinkUser(batch.user, secondary);
            break;
        case 'connections':
            // An organization keeps its connections: others may log in through them.
            break;
    }
}
