import { PLAN_NOTICES, type PlanNotice } from '../users/plan-notice.ts';
import type { Plan } from './plan.ts';
import type { Counts } from './plan-counts.ts';

const STYLE =
    'body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}' +
    'table{border-collapse:collapse;margin:.5rem 0 1.5rem}th,td{text-align:left;padding:.2rem 1rem .2rem 0;vertical-align:top}' +
    'td.number{text-align:right;font-variant-numeric:tabular-nums}.refusal{border-left:.4rem solid #b00020;padding:.2rem 1rem}' +
    'code{overflow-wrap:anywhere}@media (prefers-color-scheme:dark){body{color:#eee;background:#161616}}';

/**
 * Renders a plan as one HTML page that needs nothing else, for the artifacts of a pipeline.
 *
 * @param plan - the plan
 * @returns the document's text, without personal data
 */
export function renderPlanPage(plan: Plan): string {
    const { users, files, minutes, pace } = plan;
    const notices = Object.entries(plan.notices) as [PlanNotice, number][];
    const body = [
        `<h1>${escape(plan.description)}</h1>`,
        `<p>From ${escape(plan.source)} into ${escape(plan.target)}. IDs: ${plan.userIds}. Other accounts with a user's address: ${plan.existingUsers}.</p>`,
        ...plan.refusals.map(
            ({ code, message }) =>
                `<div class="refusal"><p><strong>${escape(code)}</strong>: ${escape(message)}</p></div>`,
        ),
        ...(plan.findings.length === 0
            ? []
            : [
                  '<h2>What the checks of both tenants found</h2><ul>',
                  ...plan.findings.map(
                      ({ code, level, message }) =>
                          `<li>${level} <code>${escape(code)}</code>: ${escape(message)}</li>`,
                  ),
                  '</ul>',
              ]),
        table('Users', {
            'in the source': users.source,
            new: users.new,
            updated: users.updated,
            'existing, left as they are': users.existing,
            'already moved': users.moved,
            'deleted in the target since': users.deletedInTarget,
            excluded: users.excluded,
            ...(plan.gone === undefined
                ? {}
                : {
                      'no longer in the source': plan.gone.users,
                      'deleted in the target with them': plan.gone.deletions,
                  }),
        }),
        table('Excluded, by reason', plan.excludedByReason),
        table('Password hashes, by algorithm', plan.hashesByAlgorithm),
        table('Without a usable hash, by reason', plan.missingHashesByReason),
        table('Fields of the target that are replaced', plan.replacedFields),
        table('Worth knowing', Object.fromEntries(notices.map(([notice, number]) => [PLAN_NOTICES[notice], number]))),
        table('Roles of the users', plan.assignments?.roles?.users ?? {}),
        table('Permissions of these roles', plan.assignments?.permissions?.users ?? {}),
        table('Organizations of the users', plan.assignments?.organizations?.users ?? {}),
        table('Calls that copy them', plan.assignments?.calls ?? {}),
        table('Minutes of these calls', plan.assignments?.minutes ?? {}),
        table('Open invitations', plan.assignments?.organizations?.invitations ?? {}),
        table('Work', {
            'import files and jobs': files.count,
            bytes: files.bytes,
            'minutes expected': minutes.expected,
            'users per second and job': pace.usersPerSecondAndJob,
            'jobs at once': pace.jobsAtOnce,
            'minutes on an enterprise tenant': minutes.enterprise,
            'minutes on a free or staging tenant': minutes.free,
        }),
        table('Management API calls', plan.calls),
        table('Fields that no import supports', plan.droppedFields),
        '<h2>Not migrated (no API supports it)</h2><ul>',
        ...plan.losses.map(({ what, consequence }) => `<li>${escape(what)}: ${escape(consequence)}</li>`),
        '</ul>',
        plan.ghostRepair === undefined ? '' : `<p>${escape(plan.ghostRepair)}</p>`,
        `<p>Digest: <code>${plan.digest}</code></p>`,
    ];
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
        `<title>Plan: ${escape(plan.description)}</title><style>${STYLE}</style></head><body>${body.join('\n')}</body></html>\n`
    );
}

function table(title: string, counts: Counts): string {
    const rows = Object.entries(counts).map(
        ([name, number]) =>
            `<tr><td>${escape(name)}</td><td class="number">${number.toLocaleString('en-US')}</td></tr>`,
    );
    return rows.length === 0 ? '' : `<h2>${title}</h2><table>${rows.join('')}</table>`;
}

function escape(text: string): string {
    return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
