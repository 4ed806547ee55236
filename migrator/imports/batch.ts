import type { WorkItem } from '../users/user-fate.ts';

/** The users of one import file. */
export interface Batch {
    /** From 1 in each pass. */
    readonly number: number;
    /** Whether Auth0 is to update users that are there; a batch holds users of one kind only. */
    readonly upsert: boolean;
    readonly users: readonly Omit<WorkItem, 'user'>[];
    /** The JSON array of the import file, in UTF-8. */
    readonly file: Buffer;
}
