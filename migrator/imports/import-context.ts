import type { ImportProgress } from '../import-progress.ts';
import type { Run } from '../run.ts';
import type { JobPace } from '../tenant/job-pace.ts';

/** What the import jobs of one run share. */
export interface ImportContext {
    readonly run: Run;
    readonly pace: JobPace;
    readonly progress: ImportProgress;
    /** Aborted when no further job is to be begun; jobs that run are followed all the same. */
    readonly noMoreJobs: AbortSignal;
}
