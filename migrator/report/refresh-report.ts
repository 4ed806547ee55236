import { text } from 'node:stream/consumers';
import { isMigrationError } from '../errors.ts';
import type { Report } from './report.ts';
import type { ReportNeeds } from './report-needs.ts';
import { writeReportPage } from './write-report.ts';

/** Writes the pages of the last report anew after something happened beside the passes: their history has it then. */
export async function refreshReport(run: Pick<ReportNeeds, 'store' | 'limits'>): Promise<void> {
    const { artifacts } = run.store;
    for (const name of ['report', 'report-with-identifiers']) {
        try {
            if (!(await artifacts.has(`${name}.json`))) continue;
            await writeReportPage(run, name, JSON.parse(await text(artifacts.read(`${name}.json`))) as Report);
        } catch (error) {
            // What was done is done: a key that is not set, or a full disk, must not make it look undone.
            if (!isMigrationError(error)) throw error;
        }
    }
}
