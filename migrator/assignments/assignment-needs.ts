import type { Run } from '../run/run.ts';

/** What the copying of assignments takes from a run. */
export type AssignmentNeeds = Pick<
    Run,
    'definition' | 'projectFolder' | 'source' | 'target' | 'store' | 'time' | 'options' | 'onProgress'
>;
