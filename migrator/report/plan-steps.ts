import { dirname } from 'node:path';
import { counted } from '../counted.ts';
import type { Plan } from '../plan/plan.ts';
import { folderCommand, folderFromHere } from './page/commands.ts';
import { codeLink, configuration, errorLink, running } from './page/docs-link.ts';
import { totalOf } from './page/numbers.ts';
import type { Step } from './page/steps.ts';
import { movesAnybody } from './plan-verdict.ts';

/** Lists what a plan asks of its readers: what forbids the run, what the checks found, and how to carry it out. */
export function stepsOfPlan(plan: Plan): Step[] {
    const folder = folderFromHere(dirname(plan.excludedList));
    const refused = plan.refusals.map(
        ({ code, message }): Step => ({ rank: 'forbids', title: code, words: message, link: errorLink(code) }),
    );
    const warnings = plan.findings
        .filter(({ level }) => level === 'warning')
        .map(({ code, message }): Step => ({ rank: 'decide', title: code, words: message, link: codeLink(code) }));
    return [...refused, ...warnings, ...listSteps(plan, folder), ...runSteps(plan)];
}

function listSteps({ users, gone, changedPasswords, unmatched, missingHashesByReason }: Plan, folder: string): Step[] {
    const list = (name: string) => folderCommand('show', folder, name);
    const withoutHash = totalOf(missingHashesByReason);
    const steps: Step[] = [];
    if (users.excluded > 0)
        steps.push({
            rank: 'then',
            title: `${counted(users.excluded, 'user is', 'users are')} excluded`,
            words: 'Make sure that you want to leave them out. This list says why each of them is not sent.',
            command: list('excluded'),
            link: { document: 'excluded-users', heading: 'excluded-users', words: 'Excluded users' },
        });
    if (gone !== undefined)
        steps.push({
            rank: 'then',
            title: `${counted(gone.users, 'moved user is', 'moved users are')} no longer in the source`,
            words: `${counted(gone.deletions, 'of them is', 'of them are')} deleted in the target. This list names them.`,
            command: list('gone'),
            link: configuration('users-who-were-deleted-in-the-source', 'Users who were deleted in the source'),
        });
    if (changedPasswords !== undefined)
        steps.push({
            rank: 'then',
            title: `${counted(changedPasswords.users, 'password has', 'passwords have')} changed in the source since the hash export`,
            words: 'Only the older password will work in the target. This list names these users.',
            command: list('changed-passwords'),
            link: configuration('passwords-that-change-after-the-export', 'Passwords that change after the export'),
        });
    if (unmatched !== undefined)
        steps.push({
            rank: 'then',
            title: `${counted(unmatched.entries, 'entry of the selection file matches', 'entries of the selection file match')} nobody`,
            words: 'This list has the numbers of their lines.',
            command: list('unmatched'),
            link: codeLink('SELECTION_UNMATCHED'),
        });
    if (withoutHash > 0)
        steps.push({
            rank: 'then',
            title: `${counted(withoutHash, 'user has', 'users have')} to set a new password`,
            words: 'There is no password hash that Auth0 accepts.',
            link: running('users-who-need-a-new-password', 'Users who need a new password'),
        });
    return steps;
}

function runSteps(plan: Plan): Step[] {
    const link = configuration('the-plan', 'The plan');
    if (plan.refusals.length > 0)
        return [
            {
                rank: 'then',
                title: 'Make the plan again',
                words: 'Correct what forbids the run, and repeat the command that wrote this page.',
                link,
            },
        ];
    if (!movesAnybody(plan)) return [];
    return [
        {
            rank: 'then',
            title: 'Approve the plan, and carry it out',
            words: 'With this digest in the program, any other plan is refused. The command `run` takes it as `--approved-plan`.',
            command: `approvedPlan: '${plan.digest}'`,
            link,
        },
    ];
}
