import { wholeList } from '../assignments/all-pages.ts';
import { permissionKey } from '../assignments/assignment.ts';
import { hasAssignments } from '../assignments/assignment-kinds.ts';
import type { AssignmentNeeds } from '../assignments/assignment-needs.ts';
import type { AttachedAssignments } from '../assignments/attached-assignments.ts';
import { compareAssignments } from '../assignments/compare-assignments.ts';
import type { ComparedAssignments } from '../assignments/compared-assignments.ts';
import { readMovedUsers } from '../assignments/counterparts.ts';
import { createMissing, planRoles } from '../assignments/create-missing.ts';
import { type AssignmentSource, readFileAssignments } from '../assignments/file-assignments.ts';
import { assignmentRefusals, namesOf, refusedRemovals } from '../assignments/refuse-assignments.ts';
import { countRemovals, removeAssignments } from '../assignments/remove-assignments.ts';
import { type ListedInvitation, renewInvitations } from '../assignments/renew-invitations.ts';
import { sendAssignments, WRITING } from '../assignments/send-assignments.ts';
import { exportTarget } from '../exports/export-target.ts';
import type { Snapshot } from '../exports/exported-users.ts';
import { evidencePathOf } from '../identity/remembered-id.ts';
import { openTargetIndex } from '../identity/target-index.ts';
import type { AttachedMigration, ReconciledMigration } from '../migration.ts';
import { artifactName } from '../run/run.ts';
import { jsonLines } from '../run-store/json-lines.ts';

/** What leaves an invitation leading to the source. */
const LEADS_TO_SOURCE: ReadonlySet<ListedInvitation['became']> = new Set([
    ...(['left', 'without-client', 'refused', 'invited-otherwise'] as const),
]);

/**
 * Exports the target once more, and gives the moved users what they have in the source beside their profiles: roles, memberships and
 * roles of organizations, permissions that were given directly.
 *
 * Three sides are compared, as for profiles: both tenants, and the ledger of assignments. Only the difference is written, so a second
 * run writes nothing, and whatever stops it is made up by the next pass. What this migration wrote and the source has taken away since
 * is taken away; what somebody gave or took away in the target stays so, and is counted. The export shows each user's new ID, and serves
 * the verification too.
 *
 * @throws {MigrationError} `ASSIGNMENTS_MISSING_IN_TARGET`, `ASSIGNMENT_LIMIT_PASSED`, `TOO_MANY_REMOVALS` before the first assignment is written;
 * `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what an export and the tenants throw
 */
export async function attachAssignments(
    run: AssignmentNeeds,
    reconciled: ReconciledMigration,
): Promise<AttachedMigration> {
    run.time.stopIfAsked();
    const snapshot = await exportTarget(run, {
        artifact: artifactName(reconciled.decided.pass.number, 'verification.ndjson'),
    });
    if (!hasAssignments(run.definition)) return { ...reconciled, snapshot, assignments: undefined };
    const source =
        run.source.kind === 'file'
            ? await readFileAssignments(run, reconciled.decided.exported.source.artifact)
            : run.source.tenant;
    const compared = await compare(run, source, reconciled, snapshot);
    return { ...reconciled, snapshot, assignments: await write(run, source, reconciled, compared) };
}

async function compare(
    run: AssignmentNeeds,
    source: AssignmentSource,
    reconciled: ReconciledMigration,
    { artifact, users }: Snapshot,
): Promise<ComparedAssignments> {
    const { store, target, definition } = run;
    const index = await openTargetIndex({
        ...{ artifacts: store.artifacts, artifact, users },
        connection: target.connection.name,
        evidencePath: evidencePathOf(definition.userIds),
        digest: (text) => store.ledger.digest(text),
    });
    try {
        return await compareAssignments(run, source, reconciled.decided, index);
    } finally {
        index.close();
    }
}

async function write(
    run: AssignmentNeeds,
    source: AssignmentSource,
    { decided }: ReconciledMigration,
    compared: ComparedAssignments,
): Promise<AttachedAssignments> {
    const { missing, limits, wanted, lacking, surplus, added, takenAway, linkedElsewhere, wantedArtifact } = compared;
    const { target, store, time } = run;
    const missingRoles = [...missing.roles, ...missing.memberRoles];
    const plans = await planRoles(run, source.assignments, missingRoles);
    const apis = new Set(
        missing.permissions.length + plans.length === 0
            ? []
            : await wholeList(run, (from) => target.tenant.assignments.listApis(from)),
    );
    const ofRoles = plans.flatMap(({ permissions }) => permissions).filter(({ api }) => !apis.has(api));
    const permissions = new Map([...missing.permissions, ...ofRoles].map((each) => [permissionKey(each), each]));
    const names = namesOf({ ...missing, permissions: [...permissions.values()] });
    const surplusFile = { artifacts: store.ephemeral, artifact: compared.surplusArtifact };
    const removals = await countRemovals(run, decided.pass.number, surplusFile);
    const [refusal] = [
        ...assignmentRefusals(run.definition, names, limits, apis),
        ...refusedRemovals(run.definition, removals),
    ];
    if (refusal !== undefined) throw refusal;
    const created = await createMissing(run, source, missing, plans);
    const moved = await readMovedUsers(run, decided.pass.number);
    const common = { artifacts: store.ephemeral, created, moved };
    // First, for a user may have as many roles as Auth0 takes, and who is linked anew is free by then.
    const removal = await removeAssignments(run, source, decided.pass.number, {
        ...{ ...common, ...surplusFile },
        total: sum(surplus),
    });
    const writing = await sendAssignments(run, WRITING, {
        ...common,
        artifact: compared.lackingArtifact,
        total: sum(lacking),
    });
    const [written, removed] = [writing.done, removal.done];
    const refused = [...compared.vanished, ...removal.refused, ...writing.refused];
    const refusedArtifact = artifactName(decided.pass.number, 'unassigned.ndjson');
    await store.artifacts.write(refusedArtifact, jsonLines([...refused, ...compared.unread]));
    await store.journal.append({
        type: 'assignments-written',
        pass: decided.pass.number,
        wanted: sum(wanted),
        written: sum(written),
        removed: sum(removed),
        refused: refused.length,
        at: new Date(time.clock.now()).toISOString(),
    });
    const invited = await renewInvitations(run, source.assignments, compared.invitations, created);
    const invitationArtifact = artifactName(decided.pass.number, 'invitations.ndjson');
    await store.artifacts.write(invitationArtifact, jsonLines(invited));
    const renewedInvitations = invited.filter(({ became }) => became === 'renewed').length;
    const invitations = invited.filter(({ became }) => LEADS_TO_SOURCE.has(became)).length;
    const made = { roles: missingRoles.length, organizations: missing.organizations.length };
    return {
        wanted,
        written,
        removed,
        added,
        takenAway,
        linkedElsewhere,
        ...{ invitations, renewedInvitations },
        invitationArtifact,
        ...{ refused, unread: compared.unread },
        unlinked: Math.max(0, removed.links - compared.relinked),
        calls: removal.calls + writing.calls,
        made,
        created,
        seen: compared.seen,
        wantedArtifact,
        refusedArtifact,
    };
}

function sum(counts: Readonly<Record<string, number>>): number {
    return Object.values(counts).reduce((total, number) => total + number, 0);
}
