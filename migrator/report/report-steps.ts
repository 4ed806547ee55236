import { counted } from '../counted.ts';
import { REPAIR_PRICE } from '../plan/repair-price.ts';
import { folderCommand } from './page/commands.ts';
import { codeLink, configuration, errorLink, running } from './page/docs-link.ts';
import { totalOf } from './page/numbers.ts';
import type { Step } from './page/steps.ts';
import type { Report } from './report.ts';

/** Reasons to leave a user out about which nothing is to be done, or what is said of ghosts. */
const EXPECTED = new Set(['NOT_SELECTED', 'NOT_A_DATABASE_USER', 'GHOST_AWAITS_LOGIN']);

/**
 * Lists what a report leaves to its readers.
 *
 * @param folder - the run's folder, as a command names it
 */
export function stepsOfReport(report: Report, folder: string): Step[] {
    const list = (name: string) => folderCommand('show', folder, name);
    return [
        ...verificationSteps(report, list),
        ...ghostSteps(report, list),
        ...userSteps(report, list),
        ...passwordSteps(report, list),
        ...assignmentSteps(report, list),
        ...laterSteps(report, folder),
    ];
}

type List = (name: string) => string;

function verificationSteps({ verified, isVerified }: Report, list: List): Step[] {
    const { missing, mismatched, doubled, logins } = verified;
    const refusedLogins = logins.tried - logins.accepted;
    const steps: Step[] = [];
    if (missing + mismatched > 0)
        steps.push({
            rank: 'failed',
            title: `${counted(missing + mismatched, 'user is', 'users are')} not in the target as sent`,
            words: 'This list names them. Check some of them in the target, then run again: they are sent once more.',
            command: list('mismatches'),
            link: errorLink('VERIFICATION_FAILED'),
        });
    if (doubled > 0)
        steps.push({
            rank: 'failed',
            title: `${counted(doubled, 'user is', 'users are')} in the target twice`,
            words: 'Search for them by `previous_user_id` or address, decide which account is right, delete the other, then run again.',
            link: errorLink('VERIFICATION_FAILED'),
        });
    if (refusedLogins > 0)
        steps.push({
            rank: 'failed',
            title: `${counted(refusedLogins, 'login probe was', 'login probes were')} refused`,
            words: 'Check these accounts and the tenant log before anybody logs in: other passwords may not work either.',
            link: configuration('login-probes', 'Login probes'),
        });
    if (!isVerified && steps.length === 0)
        steps.push({
            rank: 'failed',
            title: 'Run again',
            words: 'Not everything could be written. Only what is missing is sent again.',
            link: errorLink('VERIFICATION_FAILED'),
        });
    return steps;
}

function assignmentSteps({ assignments }: Report, list: List): Step[] {
    if (assignments === undefined) return [];
    const { refused, invitations } = assignments;
    const link = configuration('roles-organizations-and-permissions', 'Roles, organizations and permissions');
    const steps: Step[] = [];
    if (refused > 0)
        steps.push({
            rank: 'decide',
            title: `Auth0 refused ${counted(refused, 'assignment')}`,
            words: 'This list names them. Run again, or assign them yourself.',
            command: list('unassigned'),
            link,
        });
    if (invitations > 0)
        steps.push({
            rank: 'decide',
            title: `${counted(invitations, 'open invitation leads', 'open invitations lead')} to the source`,
            words: 'This list names them. Invite these people again in the target.',
            command: list('invitations'),
            link,
        });
    return steps;
}

function ghostSteps({ ghosts: { repair, found, waiting } }: Report, list: List): Step[] {
    const blocked = found + waiting;
    if (blocked === 0) return [];
    const words =
        repair === 'by-login'
            ? 'This list names them: ask them to log in once, then run again.'
            : `Look at the list, then say \`ghosts: { repair: { max: ${blocked} } }\` in the definition to repair them. ${REPAIR_PRICE}`;
    return [
        {
            rank: 'decide',
            title: `${counted(blocked, 'user is', 'users are')} blocked by ghosts`,
            words,
            command: list('ghosts'),
            link: configuration('ghosts', 'Ghosts'),
        },
    ];
}

function userSteps(report: Report, list: List): Step[] {
    const { excluded, excludedByReason, imported, rejected, ghosts, deletedInTarget } = report;
    const { awaitingApproval, unmatched, replacement } = report;
    const refused = rejected - ghosts.found;
    const isExpected = Object.entries(excludedByReason).every(([reason, users]) => users === 0 || EXPECTED.has(reason));
    const steps: Step[] = [];
    if (refused > 0)
        steps.push({
            rank: 'decide',
            title: `${counted(refused, 'user was', 'users were')} rejected`,
            words: 'This list says what was found about each of them.',
            command: list('rejected'),
            link: running('afterwards', 'After the run'),
        });
    if (excluded > 0)
        steps.push({
            rank: isExpected ? 'then' : 'decide',
            title: `${counted(excluded, 'user was', 'users were')} excluded`,
            words: 'This list says why each of them was not sent.',
            command: list('excluded'),
            link: { document: 'excluded-users', heading: 'excluded-users', words: 'Excluded users' },
        });
    if (deletedInTarget > 0)
        steps.push({
            rank: imported === 0 ? 'decide' : 'then',
            title: `${counted(deletedInTarget, 'user was', 'users were')} deleted in the target`,
            words: "Somebody deleted them after they were moved, so they stay deleted. If that was a mistake, say `deletedInTarget: 'restore'` in the definition and run again.",
            link: configuration('the-definition', 'The definition'),
        });
    const staying = totalOf(replacement?.staying ?? {});
    if (staying > 0)
        steps.push({
            rank: 'decide',
            title: `${counted(staying, 'user stays', 'users stay')} in the source`,
            words: 'They were to be replaced. This list says why each of them stays.',
            command: list('staying'),
            link: running('the-same-ids-in-one-tenant', 'The same IDs in one tenant'),
        });
    if (awaitingApproval > 0)
        steps.push({
            rank: 'decide',
            title: `${counted(awaitingApproval, 'user waits', 'users wait')} for approval`,
            words: 'They appeared after the approved plan was carried out. Make a new plan and approve its digest.',
            link: configuration('the-plan', 'The plan'),
        });
    if (unmatched !== undefined)
        steps.push({
            rank: 'decide',
            title: `${counted(unmatched.entries, 'entry of the selection file matches', 'entries of the selection file match')} nobody`,
            words: 'This list has the numbers of their lines.',
            command: list('unmatched'),
            link: codeLink('SELECTION_UNMATCHED'),
        });
    return steps;
}

function passwordSteps(report: Report, list: List): Step[] {
    const { changedPasswords, factorsToEnroll, missingHashesByReason } = report;
    const [factors, withoutHash] = [totalOf(factorsToEnroll), totalOf(missingHashesByReason)];
    const steps: Step[] = [];
    if (changedPasswords > 0)
        steps.push({
            rank: 'decide',
            title: `${counted(changedPasswords, 'password has', 'passwords have')} changed in the source since the hash export`,
            words: 'Only the older password works in the target. Send these users a password reset.',
            command: list('changed-passwords'),
            link: configuration('passwords-that-change-after-the-export', 'Passwords that change after the export'),
        });
    if (factors > 0)
        steps.push({
            rank: 'decide',
            title: `${counted(factors, 'second factor')} to enroll again`,
            words: 'Write to the users on this list: their second factors could not be moved.',
            command: list('factors'),
            link: configuration('second-factors', 'Second factors'),
        });
    if (withoutHash > 0)
        steps.push({
            rank: 'then',
            title: `${counted(withoutHash, 'user has', 'users have')} to set a new password`,
            words: 'There is no password hash that Auth0 accepts. Send reset mails or tickets.',
            link: running('users-who-need-a-new-password', 'Users who need a new password'),
        });
    return steps;
}

function laterSteps({ isVerified, imported, passes, goneFromSource, isEncrypted }: Report, folder: string): Step[] {
    const steps: Step[] = [];
    if (goneFromSource > 0)
        steps.push({
            rank: 'then',
            title: `${counted(goneFromSource, 'moved user is', 'moved users are')} no longer in the source`,
            words: 'This list says why each of them stays in the target.',
            command: folderCommand('show', folder, 'gone'),
            link: configuration('users-who-were-deleted-in-the-source', 'Users who were deleted in the source'),
        });
    if (!isEncrypted)
        steps.push({
            rank: 'then',
            title: 'The files of this run are not encrypted',
            words: 'They hold personal data. Set `AUTH0_USER_MIGRATION_KEY` before the next run.',
            link: configuration('the-runs-folder', 'The runs folder'),
        });
    if (!isVerified || imported === 0) return steps;
    if (passes.at(-1)?.phase === 'copy')
        steps.push({
            rank: 'then',
            title: 'Switch logins to the target when you are ready',
            words: "Set `phase: 'cutover'` and read the preview: it lists every client that changes.",
            command: 'pulumi preview',
            link: running('the-cut-over', 'The cut-over'),
        });
    steps.push({
        rank: 'then',
        title: 'Remove the personal data when the report is accepted',
        words: 'Give the ID map to the people who store old user IDs, then purge the run. Journal and report stay.',
        command: `${folderCommand('show', folder, 'id-map')} > id-map.ndjson\n${folderCommand('purge', folder)}`,
        link: running('afterwards', 'After the run'),
    });
    return steps;
}
