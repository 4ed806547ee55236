import { type AssignedCounts, listAssigned, noAssignments } from '../assignments/assignment.ts';
import { ASSIGNMENT_KINDS } from '../assignments/assignment-kinds.ts';
import type { NeededAssignments, NeededOrganizations } from '../assignments/planned-assignments.ts';
import { counted } from '../counted.ts';
import { formatDuration } from '../progress.ts';
import { hashAdvice } from '../users/password-hashes/refusals.ts';
import { PLAN_NOTICES, type PlanNotice } from '../users/plan-notice.ts';
import type { Plan } from './plan.ts';
import type { Counts } from './plan-counts.ts';

/**
 * Says a plan in lines for a terminal or the comment of a pull request.
 *
 * @param plan - the plan
 * @returns lines joined by line feeds, without personal data
 */
export function formatPlan(plan: Plan): string {
    const { users } = plan;
    const sections = [
        [
            plan.description,
            `as of ${plan.madeAt.slice(0, 16).replace('T', ' ')} UTC; what changed since is not in it`,
            `${counted(users.source, 'user')} from ${plan.source} into ${plan.target} (which has ${count(users.inTarget)})`,
            `  new       ${count(users.new)}${listed(plan.hashesByAlgorithm, 'hashes: ')}`,
            `  updated   ${count(users.updated)}${listed(plan.replacedFields, 'replacing ')}`,
            `  existing  ${count(users.existing)}  (left as they are)`,
            ...(users.moved === 0
                ? []
                : [
                      `  moved     ${count(users.moved)}  (already, by this migration${users.changedInTarget === 0 ? '' : `; ${count(users.changedInTarget)} changed in the target since`})`,
                  ]),
            ...(users.deletedInTarget === 0
                ? []
                : [`  deleted   ${count(users.deletedInTarget)}  (in the target since; not restored)`]),
            `  excluded  ${count(users.excluded)}${listed(plan.excludedByReason)}`,
        ],
        [
            `${counted(plan.files.count, 'import file')}, each a job, ${counted(plan.files.bytes, 'byte')}`,
            `about ${minutes(plan.minutes.expected)} (based on ${PACE_BASIS[plan.pace.basis]}); ${minutes(plan.minutes.enterprise)} on an enterprise tenant, ${minutes(plan.minutes.free)} on a free or staging tenant`,
            `${counted(total(plan.calls), 'Management API call')}${listed(plan.calls)}`,
            `IDs: ${plan.userIds}; other accounts with a user's address: ${plan.existingUsers}`,
        ],
        plan.findings.map(({ code, level, message }) => `${level} ${code}: ${message}`),
        assignmentLines(plan.assignments),
        noticeLines(plan.notices),
        total(plan.missingHashesByReason) === 0
            ? []
            : [
                  `${count(total(plan.missingHashesByReason))} without a usable password hash${listed(plan.missingHashesByReason)}`,
                  ...hashAdvice(plan.missingHashesByReason),
                  'After the cut-over, `reset-passwords` sends each of them a mail or makes a link; without `--confirm` it only counts them.',
              ],
        [
            'Not migrated (no API supports it):',
            ...plan.losses.map(
                ({ what, consequence, users: some }) =>
                    `  ${what}: ${consequence}${some === undefined || some === 0 ? '' : ` (${counted(some, 'user')})`}`,
            ),
            ...(Object.keys(plan.droppedFields).length === 0
                ? []
                : [`  fields that no import supports:${listed(plan.droppedFields)}`]),
        ],
        plan.ghostRepair === undefined ? [] : [plan.ghostRepair],
        plan.refusals.map(({ code, message }) => `REFUSED ${code}: ${message}`),
        [`Excluded users: ${plan.excludedList}`, `Digest of this plan: ${plan.digest}`],
    ];
    return sections
        .filter((lines) => lines.length > 0)
        .map((lines) => lines.join('\n'))
        .join('\n\n');
}

const PACE_BASIS: Readonly<Record<Plan['pace']['basis'], string>> = {
    setting: 'your settings',
    measured: 'earlier jobs in this tenant',
    documented: 'rates reported by Auth0 staff',
};

function minutes(number: number): string {
    return formatDuration(number * 60_000);
}

function assignmentLines(assignments: Plan['assignments']): string[] {
    if (assignments === undefined) return [];
    const { roles, permissions, organizations, calls, minutes: minutesOf } = assignments;
    const needed = Object.entries({ roles, permissions, organizations }).flatMap(
        ([kind, some]: [string, NeededAssignments | undefined]) =>
            some === undefined
                ? []
                : [`${kind} of the users: ${count(Object.keys(some.users).length)}${listed(some.users)}`],
    );
    const links = assignments.links === undefined ? [] : [`linked accounts of the users: ${count(assignments.links)}`];
    const effort = ([...ASSIGNMENT_KINDS, 'links'] as const).flatMap((kind) => {
        const number = calls[kind];
        if (number === undefined) return [];
        const time = minutesOf[kind];
        const within = time === undefined ? '' : ` (${minutes(time)} within the rate limits)`;
        return [
            `copying ${kind === 'links' ? 'linked accounts' : kind} takes about ${counted(number, 'call')}${within}`,
        ];
    });
    return [...needed, ...links, ...removalLines(assignments.removals), ...effort, ...invitationLines(organizations)];
}

function removalLines(removals: AssignedCounts = noAssignments()): string[] {
    const words = listAssigned(removals);
    return words === '' ? [] : [`removed, since the source no longer has them: ${words}`];
}

function invitationLines(organizations: NeededOrganizations | undefined): string[] {
    const { invitations = {}, clientsWithoutMatch = [] } = organizations ?? {};
    const words = {
        renewed: 'will be made again for the target connection: each sends a mail',
        'still-good': 'valid for the target connection without a change',
        'without-client': `cannot be made again: name the target's applications in \`invitations: { clients }\` (missing: ${clientsWithoutMatch.join(', ')})`,
        left: "leading to the source, and listed (`invitations: 'renew'` makes them again)",
    };
    return (Object.keys(words) as (keyof typeof words)[]).flatMap((fate) => {
        const number = invitations[fate] ?? 0;
        return number === 0 ? [] : [`${counted(number, 'open invitation')} ${words[fate]}`];
    });
}

function noticeLines(notices: Plan['notices']): string[] {
    return (Object.entries(notices) as [PlanNotice, number][]).map(
        ([notice, users]) => `${count(users)} ${PLAN_NOTICES[notice]}`,
    );
}

function listed(counts: Counts, label = ''): string {
    const entries = Object.entries(counts);
    return entries.length === 0
        ? ''
        : `  (${label}${entries.map(([name, number]) => `${name} ${count(number)}`).join(', ')})`;
}

function total(counts: Counts): number {
    return Object.values(counts).reduce((sum, number) => sum + number, 0);
}

function count(number: number): string {
    return number.toLocaleString('en-US');
}
