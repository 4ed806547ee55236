import { counted, grouped } from '../counted.ts';
import type { Plan } from '../plan/plan.ts';
import type { Verdict } from './page/banner.ts';
import { formatMinutes, totalOf } from './page/numbers.ts';

/** Tells whether a plan changes anybody: creates, updates or deletes. */
export function movesAnybody({ users, gone }: Plan): boolean {
    return users.new + users.updated + (gone?.deletions ?? 0) > 0;
}

/**
 * Judges a plan.
 *
 * @param due - number of points that somebody has to decide about before it is carried out
 */
export function verdictOfPlan(plan: Plan, due: number): Verdict {
    const { users, refusals, minutes, gone } = plan;
    if (refusals.length > 0)
        return {
            tone: 'bad',
            title: refusals.length === 1 ? 'Refused' : `Refused, for ${grouped(refusals.length)} reasons`,
            words: 'A run with these settings stops before anybody is sent. The target is unchanged.',
        };
    if (!movesAnybody(plan)) return { tone: 'idle', title: 'This plan moves nobody', words: whyNobody(plan) };
    const sent = users.new + users.updated;
    const deletions = gone?.deletions ?? 0;
    const done = [
        users.new === 0 ? '' : `creates ${counted(users.new, 'user')}`,
        users.updated === 0 ? '' : `updates ${grouped(users.updated)}`,
        deletions === 0 ? '' : `deletes ${grouped(deletions)}`,
    ];
    const time = sent === 0 ? '' : `, in about ${formatMinutes(minutes.expected)}`;
    const words = `A run ${listed(done)} in the target${time}.`;
    if (due === 0) return { tone: 'good', title: 'Ready to run', words };
    return { tone: 'decision', title: `Possible, with ${counted(due, 'point')} to look at first`, words };
}

function listed(all: readonly string[]): string {
    const parts = all.filter((part) => part !== '');
    return new Intl.ListFormat('en-US').format(parts);
}

function whyNobody({ users, excludedByReason }: Plan): string {
    if (users.source === 0) return 'The source has no users.';
    const parts = [
        users.moved === 0 ? '' : counted(users.moved, 'is in the target already', 'are in the target already'),
        users.existing === 0
            ? ''
            : counted(
                  users.existing,
                  'has an account there that stays as it is',
                  'have accounts there that stay as they are',
              ),
        users.excluded === 0 ? '' : counted(users.excluded, 'is excluded', 'are excluded'),
        users.deletedInTarget === 0
            ? ''
            : counted(users.deletedInTarget, 'was deleted there by somebody', 'were deleted there by somebody'),
    ];
    const all = `Of ${counted(users.source, 'user')} of the source, ${listed(parts)}.`;
    const isNarrow =
        users.excluded === users.source && (excludedByReason['NOT_SELECTED'] ?? 0) === totalOf(excludedByReason);
    return isNarrow ? `${all} The definition's \`only\` includes none of them.` : all;
}
