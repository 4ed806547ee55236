import { ASSIGNED_KINDS, ASSIGNED_WORDS, type AssignedCounts, noAssignments } from '../assignments/assignment.ts';
import { counted, grouped } from '../counted.ts';
import type { Plan } from '../plan/plan.ts';
import type { Counts } from '../plan/plan-counts.ts';
import { EXCLUSION_REASONS } from '../users/exclusion-reasons.ts';
import { PASSWORD_HASH_REFUSALS } from '../users/password-hashes/refusals.ts';
import { PLAN_NOTICES, type PlanNotice } from '../users/plan-notice.ts';
import { formatBanner } from './page/banner.ts';
import { formatCode } from './page/docs-link.ts';
import { formatDocument } from './page/document.ts';
import { formatFates } from './page/fates.ts';
import { type Html, html, NOTHING, prose } from './page/html.ts';
import { formatBytes, formatMinutes, formatMoment, totalOf } from './page/numbers.ts';
import { countDecisions, formatSteps } from './page/steps.ts';
import { formatColumns, formatCounts, formatFigures } from './page/tables.ts';
import { fatesOfPlan } from './plan-fates.ts';
import { stepsOfPlan } from './plan-steps.ts';
import { movesAnybody, verdictOfPlan } from './plan-verdict.ts';

/**
 * Renders a plan as one HTML page that needs nothing else, for the artifacts of a pipeline.
 *
 * @returns the document's text, without personal data
 *
 * @param plan - the plan
 */
export function renderPlanPage(plan: Plan): string {
    const steps = stepsOfPlan(plan);
    return formatDocument({
        kind: 'Migration plan',
        description: plan.description,
        facts: {
            From: plan.source,
            Into: plan.target,
            'As of': formatMoment(plan.madeAt),
            IDs: plan.userIds,
            'Existing users': plan.existingUsers,
        },
        sections: [
            formatBanner(verdictOfPlan(plan, countDecisions(steps))),
            formatFates(counted(plan.users.source, 'user of the source', 'users of the source'), fatesOfPlan(plan)),
            formatSteps(steps),
            movesAnybody(plan) ? workSection(plan) : NOTHING,
            userSection(plan),
            assignmentSection(plan.assignments),
            movesAnybody(plan) ? lossSection(plan) : NOTHING,
            noteSection(plan),
        ],
        madeAt: plan.madeAt,
        namesUsers: false,
        footer: html`<p>Digest of this plan: <code>${plan.digest}</code></p>`,
    });
}

const PACE_BASIS: Readonly<Record<Plan['pace']['basis'], string>> = {
    setting: 'your settings',
    measured: 'earlier jobs in this tenant',
    documented: 'rates reported by Auth0 staff',
};

function workSection({ users, files, minutes: time, pace, calls }: Plan): Html {
    const figures = formatFigures({
        'Users sent': grouped(users.new + users.updated),
        'Expected time': formatMinutes(time.expected),
        'Import jobs': grouped(files.count),
        Size: formatBytes(files.bytes),
        'API calls': grouped(totalOf(calls)),
    });
    const basis = html`<p class="quiet small">Time by ${PACE_BASIS[pace.basis]}: ${grouped(pace.usersPerSecondAndJob)} users per second and job, ${grouped(pace.jobsAtOnce)} jobs at once. For comparison: ${formatMinutes(time.enterprise)} on an enterprise tenant, ${formatMinutes(time.free)} on a free or staging tenant.</p>`;
    return formatColumns(
        'work',
        'Work',
        [formatCounts('Management API calls, by route', calls)],
        html`${figures}${basis}`,
    );
}

function userSection(plan: Plan): Html {
    const { users, notices, gone } = plan;
    const worthKnowing = Object.fromEntries(
        (Object.entries(notices) as [PlanNotice, number][]).map(([notice, number]) => [PLAN_NOTICES[notice], number]),
    );
    return formatColumns('users', 'Users', [
        formatCounts('Password hashes, by algorithm', plan.hashesByAlgorithm),
        formatCounts('Without a usable hash, by reason', plan.missingHashesByReason, {
            ...EXCLUSION_REASONS,
            ...PASSWORD_HASH_REFUSALS,
        }),
        formatCounts('Excluded, by reason', plan.excludedByReason, EXCLUSION_REASONS),
        formatCounts('Fields of the target that are replaced', plan.replacedFields),
        formatCounts('Worth knowing, with the users concerned', worthKnowing),
        formatCounts('In the target', {
            'users of the connection now': users.inTarget,
            'moved, and changed in the target since': users.changedInTarget,
            'moved, and no longer in the source': gone?.users ?? 0,
            'deleted with them': gone?.deletions ?? 0,
        }),
    ]);
}

function assignmentSection(assignments: Plan['assignments']): Html {
    if (assignments === undefined) return NOTHING;
    const { roles, permissions, organizations, links, removals, calls, minutes: minutesOf } = assignments;
    return formatColumns('assignments', 'Assignments', [
        formatCounts('Roles of the users', roles?.users ?? {}),
        formatCounts('Permissions of these roles', permissions?.users ?? {}),
        formatCounts('Organizations of the users', organizations?.users ?? {}),
        formatCounts('Open invitations', organizations?.invitations ?? {}),
        formatCounts('Linked accounts', { 'linked again': links ?? 0 }),
        formatCounts('Removed, since the source no longer has them', wordedCounts(removals)),
        formatCounts('Calls that copy them', calls),
        formatCounts('Minutes of these calls', minutesOf),
    ]);
}

function wordedCounts(counts: AssignedCounts = noAssignments()): Counts {
    return Object.fromEntries(ASSIGNED_KINDS.map((kind) => [ASSIGNED_WORDS[kind][1], counts[kind]]));
}

function lossSection({ losses, droppedFields, ghostRepair }: Plan): Html {
    const list = html`<ul class="plain">${losses.map(
        ({ what, consequence, users }) =>
            html`<li>${prose(what)}: ${prose(consequence)}${users === undefined || users === 0 ? NOTHING : ` (${counted(users, 'user')})`}</li>`,
    )}</ul>`;
    const tables = [
        html`<div><h3>Always</h3>${list}</div>`,
        formatCounts('Fields that no import supports', droppedFields),
        ghostRepair === undefined ? NOTHING : html`<div><h3>Ghosts</h3><p>${prose(ghostRepair)}</p></div>`,
    ];
    return formatColumns('losses', 'Not migrated (no API supports it)', tables);
}

function noteSection({ findings }: Plan): Html {
    const notes = findings.filter(({ level }) => level === 'note');
    if (notes.length === 0) return NOTHING;
    return html`<section aria-labelledby="notes"><h2 id="notes">Notes of the checks</h2><ul class="plain">${notes.map(
        ({ code, message }) => html`<li>${formatCode(code)}: ${prose(message)}</li>`,
    )}</ul></section>`;
}
