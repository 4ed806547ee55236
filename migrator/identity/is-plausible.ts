import { isRecord } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import { comparableField } from './field-digests.ts';

/** What Auth0 makes itself: no two users anywhere share one. */
const UNIQUE_ID = /^auth0\|[0-9a-f]{24}$/;
const IDENTIFIERS = ['email', 'username', 'phone_number'] as const;
const DISTINCTIVE = ['name', 'given_name', 'family_name', 'user_metadata'] as const;

/**
 * Tells whether an equal ID alone may make a user of the target the same person as one of the source.
 *
 * IDs that Auth0 made are unique. Others, such as the numbers of two customers' own databases, may be equal by chance; then one
 * more thing must agree: an identifier, a name, or metadata. Only asked where the ledger knows nothing of the user.
 *
 * @param record - the user as it would be sent
 * @param profile - the user of the target that has, or remembers, its ID
 */
export function isPlausible(sourceUserId: string, record: UserRecord, profile: UserRecord): boolean {
    if (UNIQUE_ID.test(sourceUserId)) return true;
    if (
        [...IDENTIFIERS, ...DISTINCTIVE].some((field) =>
            agrees(comparableField(field, record), comparableField(field, profile)),
        )
    )
        return true;
    const [sent, found] = [record['app_metadata'], profile['app_metadata']];
    if (!isRecord(sent) || !isRecord(found)) return false;
    // The remembered ID itself, a text or a list, is what is in question.
    return Object.entries(sent).some(
        ([key, value]) =>
            typeof value !== 'boolean' &&
            value !== sourceUserId &&
            !(Array.isArray(value) && value.includes(sourceUserId)) &&
            JSON.stringify(value) === JSON.stringify(found[key]),
    );
}

function agrees(sent: string | undefined, found: string | undefined): boolean {
    return sent !== undefined && sent === found;
}
