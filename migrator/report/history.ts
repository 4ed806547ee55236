import { counted } from '../counted.ts';
import type { Milestone, RunState } from '../run-store/run-state.ts';

/** One row of the history of a run: when it ended, what it was, the phase, and the numbers of a pass. */
export type HistoryRow = readonly [
    at: string,
    what: string,
    phase: string,
    newUsers: number | string,
    updated: number | string,
    deleted: number | string,
    changedPasswords: number | string,
    took: { readonly ms: number } | '',
];

/** Tells what a run did in all its attempts: its passes, and what happened between them, in order of time. */
export function historyOf({ passes, milestones }: Pick<RunState, 'passes' | 'milestones'>): HistoryRow[] {
    const rows = [
        ...passes.map((pass): HistoryRow => {
            const { phase = '', updated, deleted = 0, changedPasswords = 0, startedAt, finishedAt } = pass;
            const took = { ms: Date.parse(finishedAt) - Date.parse(startedAt) };
            return [finishedAt, `pass ${pass.pass}`, phase, pass.new, updated, deleted, changedPasswords, took];
        }),
        ...milestones.map((milestone): HistoryRow => [milestone.at, ...wordsOf(milestone), '', '', '', '', '']),
    ];
    // Equal times stay in this order: what follows a pass comes after it.
    return rows.sort(([a], [b]) => Date.parse(a) - Date.parse(b));
}

function wordsOf(milestone: Milestone): [what: string, phase: string] {
    switch (milestone.what) {
        case 'logins-switched':
            return milestone.to === 'target'
                ? ['logins switched to the target', 'cutover']
                : ['logins switched back to the source', 'copy'];
        case 'decommissioned':
            return [`${counted(milestone.users, 'user')} deleted in the source in all`, 'decommission'];
        case 'rolled-back':
            return [`rollback: ${counted(milestone.users, 'user')} removed or restored in the target`, ''];
    }
}
