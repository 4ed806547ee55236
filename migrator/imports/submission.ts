import type { WorkItem } from '../users/user-fate.ts';

/** Users that go into one import job: a whole batch, or some of its users that are sent once more. */
export interface Submission {
    readonly users: readonly Omit<WorkItem, 'user'>[];
    /** The JSON array of the import file, in UTF-8. */
    readonly file: Uint8Array;
}

/** Makes a submission of some users. */
export function submissionOf(users: Submission['users']): Submission {
    return { users, file: Buffer.from(`[${users.map(({ record }) => record).join(',\n')}]`) };
}
