import { ASSIGNED_KINDS, ASSIGNED_WORDS } from '../assignments/assignment.ts';
import { counted, grouped } from '../counted.ts';
import { formatDuration } from '../progress.ts';
import { EXCLUSION_REASONS } from '../users/exclusion-reasons.ts';
import { PASSWORD_HASH_REFUSALS } from '../users/password-hashes/refusals.ts';
import type { HistoryRow } from './history.ts';
import { formatJobs, formatSpeed } from './jobs-section.ts';
import { formatBanner } from './page/banner.ts';
import { formatDocument } from './page/document.ts';
import { formatFates } from './page/fates.ts';
import { type Html, html, NOTHING } from './page/html.ts';
import { formatMoment } from './page/numbers.ts';
import { countDecisions, formatSteps } from './page/steps.ts';
import { formatColumns, formatCounts, formatFigures, formatWideTable } from './page/tables.ts';
import type { Report } from './report.ts';
import type { ReportFacts } from './report-facts.ts';
import { fatesOfReport } from './report-fates.ts';
import { stepsOfReport } from './report-steps.ts';
import { overtakenVerdict, verdictOfReport } from './report-verdict.ts';

/**
 * Writes a report as one HTML page.
 *
 * It holds no personal data but where the run was told to name users: counts, codes, times, job IDs, and the run's folder from where the run
 * was started.
 */
export function formatReportPage(report: Report, { jobs, slots, history, folder, laterPass }: ReportFacts): string {
    const steps = stepsOfReport(report, folder);
    const { startedAt, finishedAt, users = [] } = report;
    return formatDocument({
        kind: 'Migration report',
        description: report.description,
        facts: {
            From: report.source,
            Into: report.target,
            Finished: formatMoment(finishedAt),
            Took: formatDuration(Date.parse(finishedAt) - Date.parse(startedAt)),
            Pass: phaseWords(report),
            Run: report.runId,
        },
        sections: [
            formatBanner(
                laterPass === undefined
                    ? verdictOfReport(report, countDecisions(steps))
                    : overtakenVerdict(report, laterPass),
            ),
            formatFates(
                counted(report.sourceUsers, 'user of the source', 'users of the source'),
                fatesOfReport(report),
            ),
            formatSteps(steps),
            numbersSection(report),
            assignmentSection(report.assignments),
            usersSection(users),
            formatSpeed(jobs, slots),
            historySection(history),
            formatJobs(jobs),
        ],
        madeAt: finishedAt,
        namesUsers: users.length > 0,
    });
}

function phaseWords({ pass, passes }: Report): string {
    const phase = passes.at(-1)?.phase;
    return phase === undefined ? String(pass) : `${pass}, phase ${phase}`;
}

function numbersSection(report: Report): Html {
    const { thisPass, replacement, verified, importJobs } = report;
    if (report.sourceUsers === 0 && importJobs === 0) return NOTHING;
    const { tried, accepted } = verified.logins;
    const figures = formatFigures({
        'New in this pass': grouped(thisPass.new),
        'Updated in this pass': grouped(thisPass.updated),
        'Compared field by field': grouped(verified.compared),
        'Import jobs in all': grouped(importJobs),
        'Login probes accepted': tried === 0 ? undefined : `${grouped(accepted)} of ${grouped(tried)}`,
    });
    const tables = [
        formatCounts('Password hashes of new users, by algorithm', report.hashesByAlgorithm),
        formatCounts('New users without a usable hash, by reason', report.missingHashesByReason, {
            ...EXCLUSION_REASONS,
            ...PASSWORD_HASH_REFUSALS,
        }),
        formatCounts('Excluded, by reason', report.excludedByReason, EXCLUSION_REASONS),
        formatCounts('Rejected, by reason', report.rejectedByReason),
        formatCounts('Also seen in this pass', {
            'unchanged since an earlier pass': thisPass.unchanged,
            'deleted with the source': thisPass.deleted,
            'changed in the target by somebody else': thisPass.changedInTarget,
            'no longer in the source': report.goneFromSource,
            'password changed in the source since the hash export': report.changedPasswords,
        }),
        formatCounts('Second factors to enroll again', report.factorsToEnroll),
        formatCounts('Linked to accounts that no import takes', report.assignments?.linkedElsewhere ?? {}),
        formatCounts('Linked accounts with other profile data, by field', report.assignments?.differingLinks ?? {}),
        formatCounts('Replaced in their own tenant', {
            'by this pass': replacement?.replaced ?? 0,
            'in all': replacement?.replacedInAll ?? 0,
        }),
        formatCounts('Staying in the source, by reason', replacement?.staying ?? {}),
        formatCounts('Not migrated (no import supports it)', report.droppedFields),
    ];
    return formatColumns('numbers', 'Numbers', tables, figures);
}

function assignmentSection(assignments: Report['assignments']): Html {
    if (assignments === undefined) return NOTHING;
    const { wanted, written, missing, removed, takenAway, added } = assignments;
    const heads = [
        'Kind',
        'In the source',
        'Written',
        'Missing',
        'Removed with the source',
        'Removed in the target',
        'Given in the target',
    ];
    const rows = ASSIGNED_KINDS.map((kind) => [
        ...[ASSIGNED_WORDS[kind][1], wanted[kind], written[kind], missing[kind]],
        ...[removed[kind], takenAway[kind], added[kind]],
    ]).filter(([, ...numbers]) => numbers.some((number) => number !== 0));
    return section('assignments', 'Assignments', formatWideTable('Assignments', heads, rows, heads.slice(4)));
}

function usersSection(users: NonNullable<Report['users']>): Html {
    if (users.length === 0) return NOTHING;
    const rows = users.map(({ email, sourceUserId, what }) => [email, sourceUserId, what]);
    return section('users', 'Users', formatWideTable('Users', ['Address', 'ID in the source', 'What'], rows));
}

const HISTORY_HEADS = [
    ...['Finished', 'What', 'Phase', 'New', 'Updated'],
    ...['Deleted with the source', 'Passwords changed in the source', 'Took'],
];

function historySection(history: readonly HistoryRow[]): Html {
    if (history.length === 0) return NOTHING;
    const rows = history.map(([at, ...rest]) => [formatMoment(at), ...rest]);
    return section(
        'history',
        'Passes and phases',
        formatWideTable('Passes and phases', HISTORY_HEADS, rows, HISTORY_HEADS.slice(5, 7)),
    );
}

function section(id: string, title: string, content: Html): Html {
    return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${content}</section>`;
}
