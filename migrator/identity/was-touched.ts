import type { UserRecord } from '../records/user-record.ts';

/** How exactly the end of a job is known: it is seen by a poll. */
const SAME_JOB_MS = 1_000;

/**
 * Tells whether somebody else has written a user of the target since this migration did: an edit, or a login.
 *
 * @param profile - of an export of the target
 * @param writtenAt - when this migration wrote it last, by the tenant's clock, in milliseconds since the Unix epoch; left out for a
 * user that it created and did not write since
 */
export function wasTouched(profile: UserRecord, writtenAt?: number): boolean {
    const [createdAt = Number.NaN, updatedAt = Number.NaN] = ['created_at', 'updated_at'].map((field) =>
        Date.parse(String(profile[field])),
    );
    if (writtenAt !== undefined) return updatedAt > writtenAt + SAME_JOB_MS;
    // Auth0 gives a user that it imports two equal times (recorded).
    return Number(profile['logins_count'] ?? 0) > 0 || updatedAt > createdAt;
}

/**
 * Tells whether a user whose values are not as this migration wrote them was written after that, to the millisecond.
 *
 * Auth0's answer to the write says when it was. Somebody may have changed the values in the same second.
 *
 * @param profile - of an export of the target
 * @param writtenAt - as of {@link wasTouched}; undefined for a user that was created and not written since
 */
export function wasWrittenOver(profile: UserRecord, writtenAt: number | undefined): boolean {
    return writtenAt === undefined ? wasTouched(profile) : Date.parse(String(profile['updated_at'])) > writtenAt;
}
