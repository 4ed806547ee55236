import { join } from 'node:path';
import { ASSIGNED_KINDS, type AssignedCounts, countedAssigned } from '../assignments/assignment.ts';
import { counted } from '../counted.ts';
import { shownFolder } from '../disclosure/shown-text.ts';
import type { Counts } from '../plan/plan-counts.ts';
import { formatDuration } from '../progress.ts';
import { hashAdvice } from '../users/password-hashes/refusals.ts';
import { folderFromHere } from './page/commands.ts';
import type { Report } from './report.ts';

/**
 * Says a report in a few lines, for the terminal and the diagnostics of `pulumi up`.
 *
 * @param report - the report
 * @param folder - the run's folder, to say where its page is
 * @returns lines joined by line feeds, without personal data
 */
export function formatReport(report: Report, folder?: string): string {
    const lines = [
        `${counted(report.sourceUsers, 'user')} from ${report.source} into ${report.target}`,
        `  imported  ${count(report.imported)}`,
        `  existing  ${count(report.existing)}`,
        `  excluded  ${count(report.excluded)}${listed(report.excludedByReason)}`,
        `  rejected  ${count(report.rejected)}${listed(report.rejectedByReason)}`,
        ...missingHashLines(report.missingHashesByReason),
        ...(report.deletedInTarget === 0
            ? []
            : [`  deleted   ${count(report.deletedInTarget)} in the target since; not restored`]),
        ...(report.awaitingApproval === 0
            ? []
            : [`  waiting   ${count(report.awaitingApproval)} for another approved plan`]),
        ...replacementLines(report),
        ...(report.goneFromSource === 0
            ? []
            : [
                  `  gone      ${counted(report.goneFromSource, 'imported user is', 'imported users are')} no longer in the source`,
              ]),
        ...(report.lostFactors === 0
            ? []
            : [`  factors   ${counted(report.lostFactors, 'user was', 'users were')} imported without second factors`]),
        ...(Object.keys(report.factorsToEnroll).length === 0
            ? []
            : [`  enroll    users whose second factors cannot be moved${listed(report.factorsToEnroll)}`]),
        ...(report.changedPasswords === 0
            ? []
            : [
                  `  passwords ${count(report.changedPasswords)} changed in the source since the hash export; the older ones work in the target`,
              ]),
        `  this pass ${count(report.thisPass.new)} new, ${count(report.thisPass.updated)} updated, ${count(report.thisPass.unchanged)} unchanged${report.thisPass.deleted === 0 ? '' : `, ${count(report.thisPass.deleted)} deleted with the source`}${listed(report.hashesByAlgorithm, 'hashes: ')}`,
        report.isVerified
            ? `  verified  ${count(report.verified.compared)} of ${count(report.verified.compared)}, field by field${changedWords(report)}`
            : `  verified  NOT: ${count(report.verified.missing)} missing, ${count(report.verified.mismatched)} differ, ${count(report.verified.doubled)} duplicated`,
        `  ${counted(report.importJobs, 'import job')} in ${formatDuration(Date.parse(report.finishedAt) - Date.parse(report.startedAt))}`,
    ];
    if (report.assignments !== undefined) lines.push(...assignmentLines(report.assignments));
    const { tried, accepted } = report.verified.logins;
    if (tried > 0) lines.push(`  logins    ${count(accepted)} of ${count(tried)} probes accepted`);
    if (report.unmatched !== undefined)
        lines.push(
            `  unmatched ${count(report.unmatched.entries)} of the selection file's entries match nobody: ${report.unmatched.list}`,
        );
    const losses = Object.keys(report.droppedFields);
    const ghosts = ghostWords(report.ghosts);
    if (ghosts !== '') lines.push(`  ghosts    ${ghosts}`);
    if (!report.isEncrypted)
        lines.push('  warning   the files of the run are not encrypted: set AUTH0_USER_MIGRATION_KEY');
    if (losses.length > 0) lines.push(`  not migrated (no import supports it): ${losses.join(', ')}`);
    lines.push(...pageLine(folder));
    return lines.join('\n');
}

// A folder whose name looks like a key is named nowhere.
function pageLine(folder: string | undefined): string[] {
    if (folder === undefined) return [];
    const page = join(folderFromHere(folder), 'report.html');
    return shownFolder(page) === page ? [`  report    ${page}`] : [];
}

function replacementLines({ replacement, artifacts }: Report): string[] {
    if (replacement === undefined) return [];
    const { replaced, replacedInAll, staying } = replacement;
    return [
        `  replaced  ${counted(replaced, 'user of the source was', 'users of the source were')} deleted (${count(replacedInAll)} in all)`,
        ...(Object.keys(staying).length === 0
            ? []
            : [`            these stay in the source${listed(staying)}: ${artifacts.staying ?? ''}`]),
    ];
}

function missingHashLines(reasons: Counts): string[] {
    const users = Object.values(reasons).reduce((sum, some) => sum + some, 0);
    const advice = hashAdvice(reasons);
    return users === 0
        ? []
        : [
              `  no hash   ${count(users)} ${users === 1 ? 'has' : 'have'} no password hash that Auth0 accepts${listed(reasons)}`,
              ...advice.map((line) => `          ${line}`),
          ];
}

function assignmentLines(assignments: NonNullable<Report['assignments']>): string[] {
    const { wanted, written, missing, refused, calls } = assignments;
    const words = ASSIGNED_KINDS.filter((kind) => wanted[kind] > 0).map((kind) => {
        const lacking = missing[kind] === 0 ? '' : ` (${count(missing[kind])} missing)`;
        return `${countedAssigned(wanted[kind], kind)}${lacking}`;
    });
    const elsewhere =
        Object.keys(assignments.linkedElsewhere).length === 0
            ? []
            : [
                  `  linked    to accounts that no import takes; a login brings them back${listed(assignments.linkedElsewhere)}`,
              ];
    const total = sumOf(written);
    const [removed, takenAway] = [sumOf(assignments.removed), sumOf(assignments.takenAway)];
    return [
        `  assigned  ${words.length === 0 ? 'nothing: nobody has anything' : words.join(', ')}`,
        `            ${count(total)} of them in this pass, by ${counted(calls, 'call')}${refused === 0 ? '' : `; ${count(refused)} refused`}`,
        ...(removed === 0 ? [] : [`            ${count(removed)} removed, since the source no longer has them`]),
        ...(takenAway === 0
            ? []
            : [`            ${count(takenAway)} left out, since somebody removed them in the target`]),
        ...elsewhere,
        ...(Object.keys(assignments.differingLinks).length === 0
            ? []
            : [`  linked    profile data that differ from the source${listed(assignments.differingLinks)}`]),
        ...(assignments.renewedInvitations === 0
            ? []
            : [
                  `  invited   ${counted(assignments.renewedInvitations, 'open invitation was', 'open invitations were')} made again in the target`,
              ]),
        ...(assignments.invitations === 0
            ? []
            : [
                  `  invited   ${counted(assignments.invitations, 'open invitation leads', 'open invitations lead')} to the source: invite these people again`,
              ]),
    ];
}

function sumOf(counts: AssignedCounts): number {
    return ASSIGNED_KINDS.reduce((sum, kind) => sum + counts[kind], 0);
}

function changedWords({ verified }: Report): string {
    return verified.changedSince === 0 ? '' : ` (${count(verified.changedSince)} changed in the target since)`;
}

function ghostWords({ found, repaired, waiting, healed, repair }: Report['ghosts']): string {
    const words = [
        [repaired, 'repaired'],
        [found, repair === 'by-login' ? 'found and listed: ask these users to log in' : 'found, not repaired'],
        [waiting, 'not sent: waiting for their login'],
        [healed, 'healed by a login'],
    ] as const;
    return words
        .filter(([users]) => users > 0)
        .map(([users, what]) => `${count(users)} ${what}`)
        .join('; ');
}

function listed(counts: Counts, label = ''): string {
    const entries = Object.entries(counts).sort(([, a], [, b]) => b - a);
    return entries.length === 0
        ? ''
        : `  (${label}${entries.map(([name, number]) => `${name} ${count(number)}`).join(', ')})`;
}

function count(number: number): string {
    return number.toLocaleString('en-US');
}
