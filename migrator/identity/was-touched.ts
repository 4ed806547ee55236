import type { UserRecord } from '../records/user-record.ts';

/** A user that nobody has touched has two times of one write, a moment apart. */
const SAME_WRITE_MS = 1_500;

/**
 * Tells whether somebody else has written a user of the target since this migration did: an edit, or a login.
 *
 * @param profile - of an export of the target
 * @param writtenAt - when this migration wrote it last, by the tenant's clock, in milliseconds since the Unix epoch; left out for a
 * user that it created and did not write since
 */
export function wasTouched(profile: UserRecord, writtenAt?: number): boolean {
    const [createdAt, updatedAt] = ['created_at', 'updated_at'].map((field) => Date.parse(String(profile[field])));
    const logins = profile['logins_count'];
    const since = writtenAt === undefined ? createdAt : writtenAt;
    if (typeof logins === 'number' && logins > 0 && writtenAt === undefined) return true;
    return (updatedAt ?? Number.NaN) > (since ?? Number.NaN) + SAME_WRITE_MS;
}
