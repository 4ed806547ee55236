import type { Run } from '../run/run.ts';

/** What a report takes from a run. */
export type ReportNeeds = Pick<
    Run,
    'id' | 'definition' | 'source' | 'target' | 'store' | 'time' | 'limits' | 'options'
>;
