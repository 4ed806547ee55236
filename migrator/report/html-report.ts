import { ASSIGNED_KINDS, ASSIGNED_WORDS } from '../assignments/assignment.ts';
import type { Counts } from '../plan/plan-counts.ts';
import { REPAIR_PRICE } from '../plan/repair-price.ts';
import { formatDuration } from '../progress.ts';
import { intervalsOf, type JobRow } from '../run-store/job-history.ts';
import type { HistoryRow } from './history.ts';
import { drawLineChart } from './line-chart.ts';
import type { Report } from './report.ts';

const INTERVALS = 60;
const STYLE =
    'body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}' +
    'table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #ddd}' +
    'td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}figure{margin:1.5rem 0}svg{width:100%}' +
    'polyline{fill:none;stroke:#3b5bdb;stroke-width:2}.axis{stroke:#999}.ceiling{stroke:#c92a2a;stroke-dasharray:4 4}' +
    'text{font-size:11px;fill:#555}.good{color:#2b8a3e}.bad{color:#c92a2a}';

/**
 * Writes a report as one HTML page that needs nothing else: no script, no font, no request.
 *
 * It holds no personal data but where the run was told to name users: counts, codes, times and job IDs.
 *
 * @param slots - import jobs that could run at once
 */
export function formatHtmlReport(
    report: Report,
    {
        jobs,
        slots,
        history,
    }: { readonly jobs: readonly JobRow[]; readonly slots: number; readonly history: readonly HistoryRow[] },
): string {
    const intervals = intervalsOf(jobs, INTERVALS);
    const startedAt = jobs[0]?.submittedAt ?? 0;
    const duration = formatDuration(jobs.reduce((latest, { endedAt }) => Math.max(latest, endedAt), 0) - startedAt);
    const isGood = report.isVerified
        ? '<p class="good">Verified, field by field.</p>'
        : '<p class="bad">Not verified.</p>';
    const charts =
        intervals.length === 0
            ? ''
            : drawLineChart({
                  title: 'Users per second',
                  values: intervals.map((each) => each.usersPerSecond),
                  duration,
              }) +
              drawLineChart({
                  title: 'Import jobs at once',
                  values: intervals.map((each) => each.jobs),
                  duration,
                  ceiling: slots,
              });
    const sections = [
        `<h1>${escape(report.description)}</h1><p>${escape(report.source)} → ${escape(report.target)}, run ${escape(report.runId)}, pass ${report.pass}</p>`,
        isGood,
        table(
            ['', 'users'],
            [
                ['source', report.sourceUsers],
                ['imported', report.imported],
                ['existing', report.existing],
                ['excluded', report.excluded],
                ['rejected', report.rejected],
                ['deleted in the target since', report.deletedInTarget],
                ['password changed in the source since the hash export', report.changedPasswords],
                ['waiting for another approval', report.awaitingApproval],
            ],
        ),
        historyTable(history),
        assignmentTable(report.assignments),
        counted('Have to enroll their second factor again', report.factorsToEnroll),
        counted('Linked to accounts that no import takes', report.assignments?.linkedElsewhere ?? {}),
        counted(
            'Replaced in their own tenant',
            report.replacement === undefined
                ? {}
                : {
                      'deleted in the source by this pass': report.replacement.replaced,
                      'in all': report.replacement.replacedInAll,
                  },
        ),
        counted('Stay in the source, by reason', report.replacement?.staying ?? {}),
        counted('Excluded, by reason', report.excludedByReason),
        counted(
            'Selection file',
            report.unmatched === undefined ? {} : { 'entries that match nobody': report.unmatched.entries },
        ),
        counted('Rejected, by reason', report.rejectedByReason),
        counted('Password hashes', report.hashesByAlgorithm),
        counted('Not migrated (no import supports it)', report.droppedFields),
        `<h2>What to do next</h2><ul>${nextSteps(report)
            .map((step) => `<li>${escape(step)}</li>`)
            .join('')}</ul>`,
        userTable(report.users ?? []),
        jobs.length === 0 ? '' : `<h2>Import jobs</h2>${charts}${jobTable(jobs, startedAt)}`,
    ];
    return (
        `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escape(report.description)}</title><style>${STYLE}</style>` +
        `${sections.join('\n')}</html>\n`
    );
}

const HISTORY_COLUMNS = [
    ...['finished', 'what', 'phase', 'new', 'updated'],
    ...['deleted with the source', 'passwords changed in the source', 'took'],
];

function historyTable(history: readonly HistoryRow[]): string {
    const rows = history.map(([at, ...rest]) => [`${at.slice(0, 16).replace('T', ' ')} UTC`, ...rest]);
    return `<h2>Passes and phases</h2>${table(HISTORY_COLUMNS, rows)}`;
}

function assignmentTable(assignments: Report['assignments']): string {
    if (assignments === undefined) return '';
    const { wanted, written, missing, removed, takenAway, added } = assignments;
    const rows = ASSIGNED_KINDS.map((kind) => [
        ...[ASSIGNED_WORDS[kind], wanted[kind], written[kind], missing[kind]],
        ...[removed[kind], takenAway[kind], added[kind]],
    ]);
    const headings = [
        ...['', 'in the source', 'written', 'missing', 'removed: gone from the source'],
        ...['left out: removed in the target', 'given in the target'],
    ];
    return `<h2>Assignments</h2>${table(headings, rows)}`;
}

function nextSteps({
    ghosts,
    isEncrypted,
    excluded,
    rejected,
    verified,
    assignments,
    factorsToEnroll,
    changedPasswords,
}: Report): string[] {
    const steps: string[] = [];
    const refusedLogins = verified.logins.tried - verified.logins.accepted;
    if (refusedLogins > 0)
        steps.push(
            `${refusedLogins} login probes were refused: check these accounts and the tenant log before anybody logs in.`,
        );
    if (verified.missing + verified.mismatched > 0)
        steps.push(
            `${verified.missing} users are missing and ${verified.mismatched} differ: the list of mismatches names them. Run again to send them once more.`,
        );
    if ((assignments?.refused ?? 0) > 0)
        steps.push(
            `Auth0 refused ${assignments?.refused ?? 0} assignments: the artifact of unassigned users names them. Run again, or assign them yourself.`,
        );
    if (Object.keys(factorsToEnroll).length > 0)
        steps.push('Write to the users in the list of factors: they have to enroll their second factors again.');
    if (changedPasswords > 0)
        steps.push(
            `${changedPasswords} users changed their password in the source since the hash export, and only the older one works in the target. Send password resets to the users in the list of changed passwords.`,
        );
    if ((assignments?.invitations ?? 0) > 0)
        steps.push(
            `${assignments?.invitations ?? 0} invitations into the copied organizations are open, and lead to the source. The artifact of invitations lists them: make them anew in the target.`,
        );
    steps.push(...ghostSteps(ghosts));
    if (excluded > 0) steps.push('Read the list of excluded users: it says why each of them was not sent.');
    if (rejected > ghosts.found)
        steps.push('Read the list of rejected users: it says what was found about each of them.');
    if (!isEncrypted)
        steps.push(
            'The files of the run are not encrypted: set AUTH0_USER_MIGRATION_KEY before the next run, and purge this one when you no longer need it.',
        );
    return steps.length === 0 ? ['Nothing.'] : steps;
}

function userTable(users: NonNullable<Report['users']>): string {
    const rows = users.map(({ email, sourceUserId, what }) => [email, sourceUserId, what]);
    return rows.length === 0 ? '' : `<h2>Users</h2>${table(['address', 'ID in the source', 'what'], rows)}`;
}

function ghostSteps({ repair, found, waiting }: Report['ghosts']): string[] {
    const keptOut = found + waiting;
    if (keptOut === 0) return [];
    return repair === 'by-login'
        ? [
              `${keptOut} users are blocked by ghosts. The list of ghosts names them: ask them to log in once, then run again.`,
          ]
        : [
              `${keptOut} users are blocked by ghosts. Say \`ghosts: { repair: { max: ${keptOut} } }\` to repair them. ${REPAIR_PRICE}`,
          ];
}

function jobTable(jobs: readonly JobRow[], startedAt: number): string {
    const rows = jobs.map(({ name, jobId, users, submittedAt, endedAt, inserted, updated, refused, polls }) => [
        name,
        jobId,
        users,
        formatDuration(submittedAt - startedAt),
        formatDuration(endedAt - submittedAt),
        inserted,
        updated,
        refused,
        polls,
    ]);
    return table(
        ['submission', 'job', 'users', 'started after', 'took', 'inserted', 'updated', 'refused', 'polls'],
        rows,
    );
}

function counted(title: string, counts: Counts): string {
    const rows = Object.entries(counts).sort(([, a], [, b]) => b - a);
    return rows.length === 0 ? '' : `<h2>${title}</h2>${table(['', 'users'], rows)}`;
}

function table(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
    const cell = (tag: string, value: string | number) =>
        typeof value === 'number'
            ? `<${tag} class="number">${value.toLocaleString('en-US')}</${tag}>`
            : `<${tag}>${escape(value)}</${tag}>`;
    const row = (tag: string, values: readonly (string | number)[]) =>
        `<tr>${values.map((value) => cell(tag, value)).join('')}</tr>`;
    return `<table>${row('th', heads)}${rows.map((values) => row('td', values)).join('')}</table>`;
}

function escape(text: string): string {
    return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
