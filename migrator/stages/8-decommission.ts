import type { AssignmentNeeds } from '../assignments/assignment-needs.ts';
import { findLateAssignment } from '../assignments/late-assignments.ts';
import type { SeenAssignments } from '../assignments/seen-assignments.ts';
import { counted, reasonsText } from '../counted.ts';
import type { DecommissionSettings } from '../decommission/decommission-settings.ts';
import { deleteSeenUser } from '../decommission/delete-seen-user.ts';
import { type Deletable, type DeletableUser, listDeletable, readDeletable } from '../decommission/list-deletable.ts';
import { refuseSourceInUse } from '../decommission/refuse-decommission.ts';
import { deletionDigestOf, settleDeletions } from '../decommission/settle-deletions.ts';
import { type StayingUser, StayingUsers, type StayReason } from '../decommission/staying-users.ts';
import { verifyTargetAgain } from '../decommission/verify-target-again.ts';
import { MigrationError } from '../errors.ts';
import { exportConnection } from '../exports/export-connection.ts';
import { isOfConnection } from '../imports/of-connection.ts';
import type { VerifiedMigration } from '../migration.ts';
import type { Counts } from '../plan/plan-counts.ts';
import { digest64 } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';
import type { ConnectionEndpoint } from '../run/endpoints.ts';
import { artifactName, type Run } from '../run/run.ts';
import { endOrAbort } from '../run-store/artifact-writer.ts';

/** What the decommission stage takes from a run. */
export type DecommissionNeeds = AssignmentNeeds & Pick<Run, 'options'>;

/** What became of the source. */
export interface Decommissioned {
    /** Users that were deleted, in this attempt and earlier ones. */
    readonly deleted: number;
    /** Users that stay, by reason. */
    readonly staying: Counts;
    /** Where the list of those who stay lies; personal data. */
    readonly stayingArtifact: string;
    /** Whether the connection was deleted too. */
    readonly isConnectionDeleted: boolean;
}

/** Two looks and a delete a user; the rate limiter keeps them within the tenant's budget. */
const CALLS_AT_ONCE = 8;
/** How often a connection whose users were deleted is counted, until the search shows it empty. */
const COUNTS = 30;
const BETWEEN_COUNTS_MS = 1_000;

/**
 * Deletes the users of the source that this pass has verified in the target, and nobody else.
 *
 * Each is looked at again in the moment before, on both sides. Users who are not deleted are listed with a reason. Then the target is verified once more and,
 * where that is asked for and nobody stayed, the empty connection is deleted. A killed attempt is followed by another one, which begins
 * with a pass: deleted users are not in its export.
 *
 * @returns undefined where the source stays
 * @throws {MigrationError} `SOURCE_IN_USE`, `SOURCE_HAS_DELETE_SCRIPT`, `SOURCE_CHANGED`, `TOO_MANY_DELETIONS` before anybody is deleted;
 * `VERIFICATION_FAILED`, `USERS_STAYED` afterwards; what the tenants throw
 */
export async function decommissionSource(
    run: DecommissionNeeds,
    verified: VerifiedMigration,
): Promise<Decommissioned | undefined> {
    const { source, store, options } = run;
    const settings = options.decommission;
    if (settings === undefined || source.kind === 'file') return undefined;
    run.time.stopIfAsked();
    await refuseSourceInUse(source);
    await refuseNewUsers(source, verified);
    await settleDeletions(run, verified);
    const stayingArtifact = artifactName(verified.decided.pass.number, 'staying.ndjson');
    const staying = new StayingUsers(store.artifacts, stayingArtifact);
    const { deletable, stayed } = await endOrAbort([staying], async () => {
        const listed = await listDeletable(run, verified, staying);
        refuseTooMany(run, listed, settings);
        await record(run, { type: 'decommission-started', users: listed.users });
        const from = { source, seen: verified.assignments?.seen };
        return { deletable: listed, stayed: await deleteUsers(run, from, listed, staying) };
    });
    if (deletable.users > 0) await verifyTargetAgain(run, verified, deletable, stayed);
    await store.ephemeral.remove(deletable.artifact);
    const isConnectionDeleted = settings.delete === 'connection';
    if (isConnectionDeleted) await deleteConnection(run, source, staying);
    await record(run, { type: 'decommission-completed', staying: staying.size });
    return {
        deleted: store.journal.state.decommission?.deleted ?? 0,
        staying: staying.byReason,
        stayingArtifact: store.artifacts.locate(stayingArtifact),
        isConnectionDeleted,
    };
}

// By search: a user that it misses is not in the list of this pass, and so is not deleted.
async function refuseNewUsers(
    { tenant, connection }: ConnectionEndpoint,
    { decided }: VerifiedMigration,
): Promise<void> {
    const newest = await tenant.newestChange(connection.name);
    const { takenAt } = decided.exported.source;
    if (newest === undefined || Date.parse(newest) <= Date.parse(takenAt)) return;
    throw new MigrationError(
        'SOURCE_CHANGED',
        `Somebody signed up, changed or logged in at ${connection.name} (${tenant.domain}) after the last pass began (${takenAt}). Nobody was deleted. Find ` +
            'out who still writes to this connection, then run again: the next pass moves what changed.',
        { retryable: true },
    );
}

function refuseTooMany(
    { store }: DecommissionNeeds,
    { users }: Deletable,
    { maxDeletions }: DecommissionSettings,
): void {
    const deleted = store.journal.state.decommission?.deleted ?? 0;
    if (deleted + users <= maxDeletions) return;
    const already = deleted === 0 ? '' : ` (${deleted.toLocaleString('en-US')} deleted before)`;
    throw new MigrationError(
        'TOO_MANY_DELETIONS',
        `${counted(users, 'user')} would be deleted${already}, more than \`maxDeletions: ${maxDeletions}\` allows. Nobody was deleted by this attempt. Raise it to ` +
            `${deleted + users} if that is the number you expect.`,
    );
}

// Gives the digests of those who stay.
async function deleteUsers(
    run: DecommissionNeeds,
    seen: SeenSource,
    { artifact, users: total }: Deletable,
    staying: StayingUsers,
): Promise<DigestSet> {
    const stayed = new DigestSet();
    let done = 0;
    for await (const users of readDeletable(run, artifact)) {
        for (let at = 0; at < users.length; at += CALLS_AT_ONCE) {
            run.time.stopIfAsked();
            const some = users.slice(at, at + CALLS_AT_ONCE);
            const digests = some.map(({ userId }) => deletionDigestOf(run, userId));
            await record(run, { type: 'source-users-deleting', users: digests });
            // One that fails must not hide what became of the others.
            const outcomes = await Promise.allSettled(some.map((user) => deleteCopiedUser(run, seen, user)));
            const stay = some.flatMap(({ userId }, place): StayingUser[] => {
                const outcome = outcomes[place];
                return outcome?.status !== 'fulfilled' || outcome.value === undefined
                    ? []
                    : [{ userId, reason: outcome.value }];
            });
            for (const { userId } of stay) stayed.add(digest64(userId));
            await staying.add(stay);
            // A call without an answer may have deleted its user: the next attempt sees who is gone.
            const failure = outcomes.find((outcome) => outcome.status === 'rejected');
            if (failure !== undefined) throw failure.reason;
            await record(run, { type: 'source-users-deleted', users: some.length - stay.length });
            done += some.length;
            run.onProgress({ stage: 'decommission', done, total });
        }
    }
    return stayed;
}

interface SeenSource {
    readonly source: ConnectionEndpoint;
    /** Undefined where the definition copies no assignments. */
    readonly seen: SeenAssignments | undefined;
}

// The verification may be hours old when a user's turn comes, and somebody may have deleted its user in the target.
async function deleteCopiedUser(
    run: DecommissionNeeds,
    { source, seen }: SeenSource,
    user: DeletableUser,
): Promise<StayReason | undefined> {
    const { target } = run;
    const copy = await target.tenant.findUserById(user.targetId);
    if (copy === undefined || !isOfConnection(copy, target.connection.name)) return 'NOT_COPIED';
    const late =
        seen === undefined ? undefined : await findLateAssignment(run, source.tenant.assignments, seen, user.userId);
    if (late !== undefined) return late === 'role' ? 'ROLE_GIVEN' : 'ASSIGNMENT_GIVEN';
    return await deleteSeenUser(source, user, run.time);
}

// A connection is deleted with its users, so it is counted by search, which shows the deletes after some seconds, and then by an
// export, which knows everybody.
async function deleteConnection(
    run: DecommissionNeeds,
    source: ConnectionEndpoint,
    staying: StayingUsers,
): Promise<void> {
    const { tenant, connection } = source;
    const { pass } = run.store.journal.state;
    if (staying.size > 0) throw usersStayed(source, staying.size, staying.byReason);
    let counted = await tenant.countUsers(connection.name);
    for (let reads = 1; counted > 0 && reads < COUNTS; reads += 1) {
        await run.time.sleep(BETWEEN_COUNTS_MS);
        counted = await tenant.countUsers(connection.name);
    }
    const artifact = artifactName(pass, 'after-deletion.ndjson');
    const { users } = await exportConnection(run, {
        ...{ role: 'source', tenant, connection, fields: ['user_id'], artifact },
        onUsers: () => undefined,
    });
    await run.store.artifacts.remove(artifact);
    if (users + counted > 0) throw usersStayed(source, Math.max(users, counted));
    // Somebody may have enabled a client by hand meanwhile, and people sign up from then on.
    await refuseSourceInUse(source, 'Its users were deleted before; the connection was not.');
    await tenant.connections.deleteConnection(connection.id);
}

function usersStayed({ tenant, connection }: ConnectionEndpoint, users: number, byReason: Counts = {}): MigrationError {
    const reasons = reasonsText(byReason);
    const why = reasons === '' ? '' : ` (${reasons})`;
    return new MigrationError(
        'USERS_STAYED',
        `${counted(users, 'user is', 'users are')} still in ${connection.name} (${tenant.domain})${why}, so the connection was not deleted: it would take them with it. The list ` +
            "`staying` of the run says why each stays. Move or delete them, then run again; or say `delete: 'users'` and keep the connection.",
        { subject: 'source' },
    );
}

type Fact =
    | { readonly type: 'decommission-started' | 'source-users-deleted'; readonly users: number }
    | { readonly type: 'source-users-deleting'; readonly users: readonly string[] }
    | { readonly type: 'decommission-completed'; readonly staying: number };

async function record({ store, time }: DecommissionNeeds, fact: Fact): Promise<void> {
    await store.journal.append({ ...fact, at: new Date(time.clock.now()).toISOString() });
}
