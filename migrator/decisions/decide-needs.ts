import type { Run } from '../run/run.ts';

/** What the decide stage takes from a run. */
export type DecideNeeds = Pick<
    Run,
    | 'id'
    | 'definition'
    | 'definitionDigest'
    | 'projectFolder'
    | 'hashExport'
    | 'factorExport'
    | 'source'
    | 'target'
    | 'targetFacts'
    | 'findings'
    | 'store'
    | 'time'
    | 'limits'
    | 'options'
    | 'awaitedGhosts'
    | 'onProgress'
>;
