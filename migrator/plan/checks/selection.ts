import type { Finding } from '../../checks/finding.ts';
import { counted } from '../../counted.ts';
import type { UnmatchedEntries } from '../plan.ts';

/** Says how many entries of the selection file match nobody. */
export function checkSelection(unmatched: UnmatchedEntries | undefined): Finding[] {
    if (unmatched === undefined) return [];
    const { entries, list } = unmatched;
    const words = counted(entries, 'entry', 'entries');
    const verb = entries === 1 ? 'matches' : 'match';
    return [
        {
            code: 'SELECTION_UNMATCHED',
            level: 'warning',
            message:
                `${words} of the file in \`only\` ${verb} no user of the source. Their line numbers are in ${list}: check them for slips, or ` +
                'remove them.',
        },
    ];
}
