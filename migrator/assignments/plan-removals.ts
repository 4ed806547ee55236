import type { TargetIndex } from '../identity/target-index.ts';
import type { AssignedCounts } from './assignment.ts';
import { hasAssignments } from './assignment-kinds.ts';
import type { AssignmentNeeds } from './assignment-needs.ts';
import { type ComparedPass, compareAssignments } from './compare-assignments.ts';
import { readFileAssignments } from './file-assignments.ts';
import { isOlderThanJournal } from './older-assignments.ts';
import { countRemovals } from './remove-assignments.ts';

/**
 * Counts what the next pass removes in the target because the source no longer has it, by the lists of both tenants.
 *
 * Direct permissions take a call a user, so they are compared after the import only.
 *
 * @param index - of the export of the target
 * @returns undefined where this migration knows of nothing that it wrote
 * @throws {MigrationError} what the tenants throw; `RUN_STOPPED`
 */
export async function planRemovals(
    run: AssignmentNeeds,
    pass: ComparedPass,
    index: TargetIndex,
): Promise<AssignedCounts | undefined> {
    const definition = { ...run.definition, permissions: 'leave' as const };
    const { store } = run;
    if (!hasAssignments(definition) || store.assigned.size === 0 || isOlderThanJournal(store)) return undefined;
    const listed = { ...run, definition };
    const source =
        run.source.kind === 'file'
            ? await readFileAssignments(listed, pass.exported.source.artifact)
            : run.source.tenant;
    const { surplusArtifact } = await compareAssignments(listed, source, pass, index);
    return await countRemovals(run, pass.pass.number, { artifacts: store.ephemeral, artifact: surplusArtifact });
}
