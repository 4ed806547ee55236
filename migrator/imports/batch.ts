import type { WorkItem } from '../users/user-fate.ts';

/** The users of one import file. */
export interface Batch {
    /** From 1 in each pass. */
    readonly number: number;
    readonly users: readonly Omit<WorkItem, 'user'>[];
    /** The JSON array of the import file, in UTF-8. */
    readonly file: Buffer;
}
