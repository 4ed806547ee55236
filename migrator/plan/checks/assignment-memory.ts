import { hasAssignments } from '../../assignments/assignment-kinds.ts';
import { isOlderThanJournal } from '../../assignments/older-assignments.ts';
import type { Finding } from '../../checks/finding.ts';
import type { Run } from '../../run/run.ts';
import type { PlanCounts } from '../plan-counts.ts';

/**
 * Says that nobody knows which assignments this migration wrote, where users were moved before.
 *
 * @returns one finding, or none where it is known or nothing is copied
 */
export function checkAssignmentMemory(
    { definition, store }: Pick<Run, 'definition' | 'store'>,
    { unchanged, changedInTarget, updates, adoptions }: PlanCounts,
): Finding[] {
    const known = unchanged + changedInTarget + updates - adoptions;
    const isKnown = store.assigned.size > 0 && !isOlderThanJournal(store);
    if (!hasAssignments(definition) || isKnown || known === 0) return [];
    return [
        {
            code: 'ASSIGNMENTS_UNKNOWN',
            level: 'note',
            message:
                `${known} users were moved before, and the folder of the run does not say which roles, organizations, permissions and links this ` +
                'migration gave them. What they lack is written; nothing that the target has is taken away, also where the source has lost it.',
        },
    ];
}
