import type { UserRecord } from '../records/user-record.ts';
import type { LedgerField } from '../run-store/ledger.ts';
import { comparableField } from './field-digests.ts';

/** What Auth0 makes itself: no two users anywhere share one. */
const UNIQUE_ID = /^auth0\|[0-9a-f]{24}$/;
const IDENTIFIERS = ['email', 'username', 'phone_number'] as const;
/** What a person calls itself, and its own metadata. */
export const OWN_FIELDS = ['given_name', 'family_name', 'name', 'user_metadata'] as const;
/** Fewer are common to many people: a given name, a theme. */
const FEWEST_THAT_AGREE = 2;

/**
 * Tells whether an equal ID alone may make a user of the target the same person as one of the source.
 *
 * IDs that Auth0 made are unique. Others, such as the numbers of two customers' own databases, may be equal by chance; then an
 * identifier must agree, or all of the names and the user's own metadata, and more than one of these. One name, a plan or a preference is
 * common to many people. Only asked where the ledger does not know who the user is in the target.
 *
 * @param record - the user as it would be sent
 * @param profile - the user of the target that has, or remembers, its ID
 */
export function isPlausible(sourceUserId: string, record: UserRecord, profile: UserRecord): boolean {
    if (isUniqueId(sourceUserId)) return true;
    if (agreesInIdentifiers(record, profile)) return true;
    const sent = OWN_FIELDS.filter((field) => comparableField(field, record) !== undefined);
    return sent.length >= FEWEST_THAT_AGREE && sent.every((field) => isSame(field, record, profile));
}

/** Tells whether two records have an address, a username or a phone number in common. */
export function agreesInIdentifiers(record: UserRecord, profile: UserRecord): boolean {
    return IDENTIFIERS.some((field) => isSame(field, record, profile));
}

/** Tells whether two records have a name or the user's own metadata in common. */
export function agreesInNames(record: UserRecord, profile: UserRecord): boolean {
    return OWN_FIELDS.some((field) => isSame(field, record, profile));
}

function isSame(field: LedgerField, record: UserRecord, profile: UserRecord): boolean {
    const value = comparableField(field, record);
    return value !== undefined && value === comparableField(field, profile);
}

/** Tells whether an ID is one that Auth0 made. */
export function isUniqueId(userId: string): boolean {
    return UNIQUE_ID.test(userId);
}
