import type { AssignmentNeeds } from '../assignments/assignment-needs.ts';
import { verifyAssignments } from '../assignments/verify-assignments.ts';
import { MigrationError } from '../errors.ts';
import { exportTarget } from '../exports/export-target.ts';
import { evidencePathOf } from '../identity/remembered-id.ts';
import { openTargetIndex } from '../identity/target-index.ts';
import type { VerifiedMigration } from '../migration.ts';
import { digest64 } from '../records/digest.ts';
import type { DigestSet } from '../records/digest-table.ts';
import { artifactName } from '../run/run.ts';
import { type Deletable, readDeletable } from './list-deletable.ts';

/**
 * Looks in a fresh export of the target for everybody whose user in the source was deleted, and reads their assignments once more: in one
 * tenant, what hangs on an ID may go with the user of the source.
 *
 * @param stayed - digests of those of the list who were not deleted
 * @throws {MigrationError} `VERIFICATION_FAILED`; what the tenants throw
 */
export async function verifyTargetAgain(
    run: AssignmentNeeds,
    verified: VerifiedMigration,
    deletable: Deletable,
    stayed: DigestSet,
): Promise<void> {
    const { store, target, definition } = run;
    const pass = verified.decided.pass.number;
    const { connection } = target;
    const artifact = artifactName(pass, 'after-deletion.ndjson');
    const digest = (text: string) => store.ledger.digest(text);
    const { users } = await exportTarget(run, { artifact });
    const index = await openTargetIndex({
        ...{ artifacts: store.artifacts, artifact, users, connection: connection.name, digest },
        evidencePath: evidencePathOf(definition.userIds),
    });
    let missing = 0;
    try {
        for await (const some of readDeletable(run, deletable.artifact)) {
            for (const { userId } of some) {
                if (stayed.has(digest64(userId))) continue;
                const targetId = store.ledger.get(userId)?.targetId;
                if (targetId === undefined || index.byIdDigest(targetId) === undefined) missing += 1;
            }
        }
    } finally {
        index.close();
    }
    await store.artifacts.remove(artifact);
    const assignments =
        verified.assignments === undefined ? undefined : await verifyAssignments(run, pass, verified.assignments);
    const lacking = Object.values(assignments?.missing ?? {}).reduce((sum, number) => sum + number, 0);
    if (missing + lacking === 0) return;
    throw new MigrationError(
        'VERIFICATION_FAILED',
        `After users of the source were deleted, ${missing} of their users and ${lacking} of their assignments are no longer in the target. Nothing more ` +
            "is deleted. Find out who deleted them in the target tenant's log before you run again.",
        { subject: 'target' },
    );
}
