import type { ExportJob } from './export-job.ts';
import type { ImportJob } from './import-job.ts';

/** The tenant's import and export jobs. */
export type Job = ImportJob | ExportJob;
