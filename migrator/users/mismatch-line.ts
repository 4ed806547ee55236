import { hash } from 'node:crypto';
import type { UserRecord } from '../records/user-record.ts';
import type { PlannedUser } from './user-fate.ts';

const DIGEST_LETTERS = 16;

/**
 * Makes the line of a user in the list of mismatches: each field with a digest of what was sent and of what was found, so that
 * two lists can be compared without a value in them.
 *
 * @param profile - undefined for a user that is not in the target
 * @param withValues - whether the address and the values themselves may stand there
 */
export function mismatchLineOf(
    { line, sourceUserId, user }: PlannedUser,
    profile: UserRecord | undefined,
    fields: readonly string[],
    withValues: boolean,
): object {
    return {
        line,
        sourceUserId,
        ...(withValues ? { email: user.email } : {}),
        missing: profile === undefined,
        fields: fields.map((field) => {
            const [sent, found] = [user[field], profile?.[field]];
            return {
                field,
                sentDigest: digestOf(sent),
                foundDigest: digestOf(found),
                ...(withValues ? { sent, found } : {}),
            };
        }),
    };
}

// The order of keys says nothing, so it must not change a digest.
function digestOf(value: unknown): string | undefined {
    if (value === undefined) return undefined;
    return hash('sha256', JSON.stringify(value, sortKeys)).slice(0, DIGEST_LETTERS);
}

function sortKeys(_key: string, value: unknown): unknown {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
