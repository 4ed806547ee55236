import type { JobRow } from '../run-store/job-history.ts';
import type { HistoryRow } from './history.ts';

/** What the page of a report shows beside the report. */
export interface ReportFacts {
    /** Import jobs of all passes. */
    readonly jobs: readonly JobRow[];
    /** Import jobs that could run at once. */
    readonly slots: number;
    readonly history: readonly HistoryRow[];
    /** A pass that began after the report's, and has not come to its end. */
    readonly laterPass: number | undefined;
    /** The run's folder, as a command names it. */
    readonly folder: string;
}
