import type { Digest64, DigestFunction } from '../records/digest.ts';
import type { UserRecord } from '../records/user-record.ts';
import { canonicalJson } from './field-digests.ts';

/** What moves by itself, or cannot be moved: no reason to write to the target. */
const VOLATILE: ReadonlySet<string> = new Set([
    'created_at',
    'identities',
    'last_ip',
    'last_login',
    'last_password_reset',
    'logins_count',
    'multifactor',
    'updated_at',
]);

/**
 * Digests what a source has of a user, without what moves by itself.
 *
 * It tells a change in the source from a `transform` that gives another result each time.
 */
export function digestSource(profile: UserRecord, digest: DigestFunction): Digest64 {
    const kept = Object.fromEntries(Object.entries(profile).filter(([field]) => !VOLATILE.has(field)));
    return digest(canonicalJson(kept));
}

/**
 * Gives the digest of no version of a user: what the ledger keeps where only a part of one was written, so that the next pass compares each field.
 */
export function noVersion(digest: DigestFunction): Digest64 {
    return digest('');
}
