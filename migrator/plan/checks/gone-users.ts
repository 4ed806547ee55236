import type { Finding } from '../../checks/finding.ts';
import type { PlanCounts } from '../plan-counts.ts';

/** Says how many moved users are no longer in the source, and what becomes of them. */
export function checkGoneUsers({ gone, deletions }: PlanCounts): Finding[] {
    if (gone === 0) return [];
    const words = gone === 1 ? '1 moved user is' : `${gone.toLocaleString('en-US')} moved users are`;
    const what =
        deletions === 0
            ? 'They stay in the target.'
            : `${deletions.toLocaleString('en-US')} of them are deleted in the target, which is irreversible; the others were changed or used there, and stay.`;
    return [
        {
            code: 'USERS_GONE_FROM_SOURCE',
            level: deletions === 0 ? 'note' : 'warning',
            message: `${words} no longer in the source. ${what} The list \`gone\` of the run names them, with reasons.`,
        },
    ];
}
