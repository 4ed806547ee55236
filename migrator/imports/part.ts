import { hash } from 'node:crypto';
import type { Batch } from '../users/batch.ts';
import type { PlannedUser } from '../users/user-fate.ts';

/** Users that go into one import job: a whole batch, or some of its users that are sent once more. */
export interface Part {
    readonly batch: number;
    /** Undefined for the whole batch; see the journal for the others. */
    readonly part: string | undefined;
    readonly upsert: boolean;
    readonly users: readonly PlannedUser[];
    /** The JSON array of the import file, in UTF-8. */
    readonly file: Uint8Array;
    /** SHA-256 of the file, in hex. */
    readonly digest: string;
}

/** Makes a part of a whole batch. */
export function wholeOf({ number, upsert, users, file, digest }: Batch): Part {
    return { batch: number, part: undefined, upsert, users, file, digest };
}

/**
 * Makes a part of some of a batch's users.
 *
 * @param part - its name, the same for the same users at every attempt
 */
export function partOf(batch: Pick<Batch, 'number' | 'upsert'>, part: string, users: readonly PlannedUser[]): Part {
    const file = Buffer.from(`[${users.map(({ user }) => JSON.stringify(user)).join(',\n')}]`);
    return { batch: batch.number, part, upsert: batch.upsert, users, file, digest: hash('sha256', file) };
}

/** Gives the fields by which the journal names a part. */
export function nameOf({ batch, part }: Pick<Part, 'batch' | 'part'>): { batch: number; part?: string } {
    return part === undefined ? { batch } : { batch, part };
}
