import type { DigestFunction } from '../records/digest.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { SeenUser } from '../users/user-fate.ts';
import { digestFields } from './field-digests.ts';

/** Gives what tells later whether somebody has edited a user of the target. */
export function seenUserOf(profile: UserRecord, digest: DigestFunction): SeenUser {
    return { updatedAt: String(profile['updated_at']), fields: digestFields(profile, digest) };
}

/**
 * Tells whether a user of the target has been edited since it was seen; a login is no edit.
 *
 * @param profile - as it is now
 */
export function isEdited(seen: SeenUser, profile: UserRecord, digest: DigestFunction): boolean {
    const now = seenUserOf(profile, digest);
    return now.updatedAt !== seen.updatedAt && seen.fields.some((field, at) => field !== now.fields[at]);
}
