import { readRunState } from './run-store/run-state.ts';
import type { ClassifiedRejection, PlannedMigration, VerifiedMigration } from './migration.ts';
import { formatHtmlReport } from './report/html-report.ts';
import { jobsOf } from './report/job-history.ts';
import { makeReport, type Report } from './report/report.ts';
import { artifactName, type Run } from './run/run.ts';
import { exportUsers } from './stages/2-export.ts';
import { planUsers, transformUsers } from './stages/3-decide.ts';
import { importUsers } from './stages/4-import.ts';
import { reconcileUsers } from './stages/5-reconcile.ts';
import { refuseMismatches, verifyUsers } from './stages/6-verify.ts';
import { decommissionSource } from './stages/6-decommission.ts';

/**
 * Moves the users: export, transform, import, reconcile, verify, decommission.
 *
 * Each line's output is the next line's input. Users are a stream from the first stage to the last, so a run of millions
 * needs no more memory than a run of thousands, but for tables of 64-bit digests. Started again after any failure, it goes
 * on where the journal ends.
 *
 * @returns the report, which is also written as an artifact
 * @throws {MigrationError} what the stages throw; `VERIFICATION_FAILED` after the report was written
 */
export async function runPipeline(run: Run): Promise<Report> {
    const exported = await exportUsers(run);
    const planned = await transformUsers(run, exported);
    try {
        const imported = await importUsers(run, planned);
        const reconciled = await reconcileUsers(run, imported);
        const verified = await verifyUsers(run, reconciled);
        const report = await writeReport(run, decommissionSource(run, verified));
        refuseMismatches(verified);
        return report;
    } finally {
        planned.close();
    }
}

/**
 * Decides every user's fate and sends nothing: the first two stages alone.
 *
 * @returns what would be done, and in its plan what forbids it; close it after use
 * @throws {MigrationError} what the two stages throw
 */
export async function planPipeline(run: Run): Promise<PlannedMigration> {
    return await planUsers(run, await exportUsers(run));
}

async function writeReport(run: Run, verified: VerifiedMigration): Promise<Report> {
    const rejectedArtifact = artifactName(run, 'rejected.ndjson');
    await run.artifacts.write(rejectedArtifact, verified.rejections.map(lineOf));
    const { users, ...report } = makeReport(run, verified, rejectedArtifact);
    await writeReportFiles(run, 'report', report);
    // Under a name of its own: what names users is encrypted where there is a key, and goes when the run is purged.
    if (users !== undefined) await writeReportFiles(run, 'report-with-identifiers', { ...report, users });
    return report;
}

async function writeReportFiles(run: Run, name: string, report: Report): Promise<void> {
    await run.artifacts.write(`${name}.json`, [Buffer.from(`${JSON.stringify(report, undefined, 2)}\n`)]);
    const page = formatHtmlReport(report, jobsOf(readRunState(run.journal.entries)), run.importSlots.size);
    await run.artifacts.write(`${name}.html`, [Buffer.from(page)]);
}

function lineOf(rejection: ClassifiedRejection): Buffer {
    return Buffer.from(`${JSON.stringify(rejection)}\n`);
}
