import type { IdentityClaims } from '../identity/identity-claims.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { Exclusion } from '../users/user-fate.ts';
import type { DecideContext } from './decide-context.ts';

/** Says why a record fits into no import file; undefined for one that does. */
export function tooLarge(record: string, { maxRecordBytes }: DecideContext): Exclusion | undefined {
    // A character has three bytes at most; only of a long record are they counted.
    const bytes = record.length * 3 > maxRecordBytes ? Buffer.byteLength(record) : record.length;
    if (bytes <= maxRecordBytes) return undefined;
    return { reason: 'RECORD_TOO_LARGE', detail: `the record has ${bytes} bytes; the limit is ${maxRecordBytes}` };
}

/** Claims what Auth0 lets only one user have, for this pass; says why not where an earlier user of the source has it. */
export function claim(user: UserRecord & { readonly email: string }, claims: IdentityClaims): Exclusion | undefined {
    const text = (field: string): string | undefined => (typeof user[field] === 'string' ? user[field] : undefined);
    return claims.claim({
        email: user.email,
        username: text('username'),
        phoneNumber: text('phone_number'),
        userId: text('user_id'),
    });
}
