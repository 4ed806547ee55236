import { counted, grouped } from '../counted.ts';
import { formatDuration } from '../progress.ts';
import { intervalsOf, type JobRow } from '../run-store/job-history.ts';
import { type Html, html, NOTHING } from './page/html.ts';
import { formatWideTable } from './page/tables.ts';
import { formatTimeChart } from './page/time-chart.ts';

const INTERVALS = 60;
const JOBS_OF_A_FOLD = 100;
/** So few are shown at once. */
const JOBS_UNFOLDED = 10;

/** Makes the charts of the pass that sent the most users; nothing for a single job, which has no course. */
export function formatSpeed(jobs: readonly JobRow[], slots: number): Html {
    const pass = busiestPass(jobs);
    const some = jobs.filter((job) => job.pass === pass);
    const intervals = some.length < 2 ? [] : intervalsOf(some, INTERVALS);
    if (intervals.length === 0) return NOTHING;
    const durationMs = endOf(some) - startOf(some);
    const users = some.reduce((sum, job) => sum + job.users, 0);
    const average = (users / durationMs) * 1_000;
    const rates = intervals.map(({ usersPerSecond }) => usersPerSecond);
    const others = jobs.length - some.length;
    const beside =
        others === 0
            ? ''
            : ` ${counted(others, 'job')} of other passes ${others === 1 ? 'is' : 'are'} not in the charts.`;
    return html`<section aria-labelledby="speed"><h2 id="speed">Speed</h2>
<p class="quiet">Pass ${pass} sent ${counted(users, 'user')} in ${counted(some.length, 'import job')} and ${formatDuration(durationMs)}.${beside}</p>
${formatTimeChart({
    title: 'Users per second',
    series: 'users per second',
    values: rates,
    durationMs,
    since: 'the first job',
    across: { name: `average: ${grouped(average)}`, value: average },
    summary: `Users per second over ${formatDuration(durationMs)}: ${grouped(average)} on average, ${grouped(Math.max(...rates))} at most.`,
})}
${formatTimeChart({
    title: 'Import jobs at once',
    series: 'jobs running',
    values: intervals.map((each) => each.jobs),
    durationMs,
    since: 'the first job',
    leastStep: 1,
    across: { name: `slots: ${slots}`, value: slots },
    summary: `Import jobs at once over ${formatDuration(durationMs)}, of ${counted(slots, 'slot')}.`,
})}</section>`;
}

/** Makes the list of all import jobs, folded by the hundred. */
export function formatJobs(jobs: readonly JobRow[]): Html {
    if (jobs.length === 0) return NOTHING;
    const folds = Array.from({ length: Math.ceil(jobs.length / JOBS_OF_A_FOLD) }, (_, index) =>
        formatFold(jobs, index * JOBS_OF_A_FOLD),
    );
    return html`<section aria-labelledby="jobs"><h2 id="jobs">Import jobs</h2>${folds}</section>`;
}

function formatFold(jobs: readonly JobRow[], first: number): Html {
    const some = jobs.slice(first, first + JOBS_OF_A_FOLD);
    const numbers =
        some.length === 1 ? `Job ${first + 1}` : `Jobs ${grouped(first + 1)} to ${grouped(first + some.length)}`;
    const users = some.reduce((sum, job) => sum + job.users, 0);
    const refused = some.reduce((sum, job) => sum + job.refused, 0);
    const words = [
        counted(users, 'user'),
        formatDuration(endOf(some) - startOf(some)),
        ...(refused === 0 ? [] : [`${grouped(refused)} refused`]),
    ].join(' · ');
    return html`<details${jobs.length <= JOBS_UNFOLDED ? html` open` : NOTHING}><summary>${numbers} <span class="quiet">${words}</span></summary>${jobTable(some, startOf(jobs), numbers)}</details>
`;
}

function jobTable(jobs: readonly JobRow[], startedAt: number, name: string): Html {
    const heads = ['No.', 'Pass', 'Job', 'Users', 'Started after', 'Took', 'Inserted', 'Updated', 'Refused', 'Polls'];
    const rows = jobs.map((job) => [
        ...[job.name, String(job.pass), job.jobId, job.users],
        ...[{ ms: job.submittedAt - startedAt }, { ms: job.endedAt - job.submittedAt }],
        ...[job.inserted, job.updated, job.refused, job.polls],
    ]);
    return formatWideTable(name, heads, rows, ['Updated', 'Refused']);
}

function busiestPass(jobs: readonly JobRow[]): number {
    const users = new Map<number, number>();
    for (const job of jobs) users.set(job.pass, (users.get(job.pass) ?? 0) + job.users);
    return [...users].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 0;
}

function startOf(jobs: readonly JobRow[]): number {
    return jobs.reduce((least, { submittedAt }) => Math.min(least, submittedAt), Number.POSITIVE_INFINITY);
}

function endOf(jobs: readonly JobRow[]): number {
    return jobs.reduce((latest, { endedAt }) => Math.max(latest, endedAt), Number.NEGATIVE_INFINITY);
}
