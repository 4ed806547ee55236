import { ASSIGNMENT_KINDS } from '../assignments/assignment-kinds.ts';
import type { NeededAssignments } from '../assignments/planned-assignments.ts';
import { formatDuration } from '../progress.ts';
import { PLAN_NOTICES, type PlanNotice } from '../users/plan-notice.ts';
import type { Plan } from './plan.ts';
import type { Counts } from './plan-counts.ts';

/**
 * Says a plan in lines for a terminal or the comment of a pull request.
 *
 * @returns lines joined by line feeds, without personal data
 */
export function formatPlan(plan: Plan): string {
    const { users } = plan;
    const sections = [
        [
            plan.description,
            `${count(users.source)} users of ${plan.source}, into ${plan.target} (${count(users.inTarget)} users there)`,
            `  new       ${count(users.new)}${listed(plan.hashesByAlgorithm, 'hashes: ')}`,
            `  updated   ${count(users.updated)}${listed(plan.replacedFields, 'replacing ')}`,
            `  existing  ${count(users.existing)}  (left as they are)`,
            ...(users.moved === 0
                ? []
                : [
                      `  moved     ${count(users.moved)}  (by this migration before${users.changedInTarget === 0 ? '' : `; ${count(users.changedInTarget)} changed in the target since`})`,
                  ]),
            ...(users.deletedInTarget === 0
                ? []
                : [`  deleted   ${count(users.deletedInTarget)}  (in the target since, and left so)`]),
            `  excluded  ${count(users.excluded)}${listed(plan.excludedByReason)}`,
        ],
        [
            `${count(plan.files.count)} import files of ${count(plan.files.bytes)} bytes, as many jobs`,
            `about ${minutes(plan.minutes.expected)} here, ${PACE_BASIS[plan.pace.basis]} (${minutes(plan.minutes.enterprise)} on an enterprise tenant, ${minutes(plan.minutes.free)} on a free or staging one)`,
            `calls of the Management API:${listed(plan.calls)}`,
            `IDs: ${plan.userIds}; users that the target has: ${plan.existingUsers}`,
        ],
        plan.findings.map(({ code, level, message }) => `${level} ${code}: ${message}`),
        assignmentLines(plan.assignments),
        noticeLines(plan.notices),
        total(plan.missingHashesByReason) === 0
            ? []
            : [
                  `${count(total(plan.missingHashesByReason))} without a usable password hash${listed(plan.missingHashesByReason)}`,
              ],
        [
            'Left behind, for no API moves it:',
            ...plan.losses.map(
                ({ what, consequence, users: some }) =>
                    `  ${what}: ${consequence}${some === undefined || some === 0 ? '' : ` (${count(some)} users)`}`,
            ),
            ...(Object.keys(plan.droppedFields).length === 0
                ? []
                : [`  fields that no import takes:${listed(plan.droppedFields)}`]),
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
    setting: 'at the speed of the settings',
    measured: 'at the speed of earlier jobs in this tenant',
    documented: "at the speed that Auth0's staff saw",
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
                : [`${kind} that the users have: ${count(Object.keys(some.users).length)}${listed(some.users)}`],
    );
    const effort = ASSIGNMENT_KINDS.flatMap((kind) => {
        const number = calls[kind];
        if (number === undefined) return [];
        const time = minutesOf[kind];
        const within = time === undefined ? '' : ` (${minutes(time)} within the rate limits)`;
        return [`copying ${kind} takes about ${count(number)} calls${within}`];
    });
    return [...needed, ...effort];
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
