import type { Run } from '../run/run.ts';

/** What a rollback takes from a run. */
export type RollbackNeeds = Pick<Run, 'definition' | 'source' | 'target' | 'store' | 'time'>;
