import type { PlannedUser } from './user-fate.ts';

/** The users of one import job. */
export interface Batch {
    /** From 1, in source order; the same users get the same number in every attempt of a run. */
    readonly number: number;
    /** Whether Auth0 is to update users that are there; a batch holds users of one kind only. */
    readonly upsert: boolean;
    readonly users: readonly PlannedUser[];
    /** The JSON array of the import file, in UTF-8. */
    readonly file: Buffer;
    /** SHA-256 of the file, in hex: tells a resumed run that it makes the same batches. */
    readonly digest: string;
}
