import type { VerifiedMigration } from '../migration.ts';
import { jobsOf } from '../run-store/job-history.ts';
import { historyOf } from './history.ts';
import { makeReport } from './make-report.ts';
import { folderFromHere } from './page/commands.ts';
import type { Report } from './report.ts';
import type { ReportNeeds } from './report-needs.ts';
import { formatReportPage } from './report-page.ts';

/** Makes the report of a pass, and writes it as artifacts. */
export async function writeReport(run: ReportNeeds, verified: VerifiedMigration): Promise<Report> {
    const { users, ...report } = makeReport(run, verified);
    await writeReportFiles(run, 'report', report);
    // Under a name of its own: what names users is encrypted where there is a key, and goes when the run is purged.
    if (users !== undefined) await writeReportFiles(run, 'report-with-identifiers', { ...report, users });
    return report;
}

async function writeReportFiles(run: ReportNeeds, name: string, report: Report): Promise<void> {
    await run.store.artifacts.write(`${name}.json`, [Buffer.from(`${JSON.stringify(report, undefined, 2)}\n`)]);
    await writeReportPage(run, name, report);
}

/** Writes the page of a report, with what the journal says now of the run's jobs and its history. */
export async function writeReportPage(
    { store, limits }: Pick<ReportNeeds, 'store' | 'limits'>,
    name: string,
    report: Report,
): Promise<void> {
    const { state } = store.journal;
    const page = formatReportPage(report, {
        jobs: jobsOf(state),
        slots: limits.slots.size,
        history: historyOf(state),
        laterPass: state.pass > report.pass ? state.pass : undefined,
        folder: folderFromHere(store.location),
    });
    await store.artifacts.write(`${name}.html`, [Buffer.from(page)]);
}
