import type { Digest64 } from '../records/digest.ts';

/**
 * What became of a user that this migration sent, as far as it knows.
 *
 * - `sent`: it is in a request that left, or was about to
 * - `verified`: an export of the target showed it as it was sent, or changed by somebody else since
 * - `refused`: Auth0 refused it
 * - `missing`: its job ended and the target does not have it; the next pass sends it again
 * - `wrong`: the target has other values than were sent, and nobody changed them; the next pass writes them again
 * - `deleted`: it was verified, and somebody has deleted it in the target since
 */
export const LEDGER_STATUSES = ['sent', 'verified', 'refused', 'missing', 'wrong', 'deleted'] as const;

/** One of {@link LEDGER_STATUSES}. */
export type LedgerStatus = (typeof LEDGER_STATUSES)[number];

/** Those of whom the target has. */
export const LIVE_STATUSES: ReadonlySet<LedgerStatus> = new Set(['sent', 'verified', 'wrong']);

/** Profile fields that a migration writes and an export shows: what the ledger digests one by one. */
export const LEDGER_FIELDS = [
    'email',
    'email_verified',
    'username',
    'phone_number',
    'phone_verified',
    'given_name',
    'family_name',
    'name',
    'nickname',
    'picture',
    'blocked',
    'user_metadata',
    'app_metadata',
] as const;

/** One of {@link LEDGER_FIELDS}. */
export type LedgerField = (typeof LEDGER_FIELDS)[number];

/** Digests of the fields of a record, in the order of {@link LEDGER_FIELDS}; `0` for a field that is absent. */
export type FieldDigests = readonly number[];

/**
 * Why nobody can log in with the password of the source: the import carried no hash, or one that is older than the password.
 */
export type PasswordFlaw = 'none' | 'outdated';

/** Kinds of second factors that an import takes. */
export const FACTOR_KINDS = ['totp', 'phone', 'email'] as const;

/** One of {@link FACTOR_KINDS}. */
export type FactorKind = (typeof FACTOR_KINDS)[number];

/** What the ledger keeps of one user that this migration sent: digests and numbers, no value of the user. */
export interface LedgerRecord {
    readonly status: LedgerStatus;
    /** Whether it was created by this migration, or an account of the target became the user by `existingUsers`. */
    readonly isOurs: boolean;
    /** Whether it was found in the target, with nothing that says who created it: then `isOurs` says what is likely. */
    readonly isFound?: true | undefined;
    /** What is wrong with the password that it was created with; absent where nothing is, or for one that this migration did not create. */
    readonly password?: PasswordFlaw | undefined;
    /** Whether a login moved it, and not this migration: it has the password of that moment. Absent where nobody knows. */
    readonly movedByLogin?: true | undefined;
    /** Kinds of the second factors that it was created with; absent where it had none, where Auth0 refused them, and where nobody knows. */
    readonly factors?: readonly FactorKind[] | undefined;
    /** Number of its last submission; 0 for a user that was written by itself or found in the target. */
    readonly submission: number;
    /** Digest of the user's ID in the target; undefined until an export of the target showed it. */
    readonly targetId: Digest64 | undefined;
    /** Digest of what the source had when it was sent, without what moves by itself (logins, times). */
    readonly source: Digest64;
    /** First 16 bytes of the SHA-256 of what was decided of the user, in hex; see `Plan.digest`. */
    readonly decision: string;
    /** The fields as they were sent; of those that this migration did not write, what they were when they were seen last. */
    readonly fields: FieldDigests;
    /** The fields that the last request wrote: what the target must have, unless somebody has changed it since. */
    readonly written: readonly LedgerField[];
    /** Fields in which an account that was already in the target has values of its own; changes in the source never overwrite them. */
    readonly kept: readonly LedgerField[];
    /** When it was last written, by the tenant's clock, in milliseconds since the Unix epoch; 0 if unknown. */
    readonly writtenAt: number;
}

/** Tells whether a request of this migration created a user, as far as the ledger knows. */
export function isCreatedByRun(known: Pick<LedgerRecord, 'isOurs' | 'isFound'> | undefined): boolean {
    return known?.isOurs === true && known.isFound !== true;
}

/**
 * Tells whether a user of the target that the ledger first records now counts as found there: no request in the ledger has created it.
 *
 * @param known - what the ledger knew so far
 */
export function isFoundBeside(known: LedgerRecord | undefined): true | undefined {
    return known === undefined || known.status === 'refused' ? true : known.isFound;
}

/**
 * The port to the ledger: for each user that this migration sent, what was sent and what became of it.
 *
 * An implementation is append-only; the last record of a user counts. `append` returns only when the records would survive a
 * power cut. It keeps at most 24 bytes a user in memory. Run `ledgerContract` of `test/contract/` over it.
 */
export interface Ledger {
    /** Users in the ledger. */
    readonly size: number;
    /** Digests a text with the run's key, the same in every process of the run. */
    digest(text: string): Digest64;
    /** Gives what is known of a user; undefined for one that was never sent. */
    get(sourceUserId: string): LedgerRecord | undefined;
    /**
     * Adds or replaces what is known of users.
     *
     * @throws `STORAGE_FULL`; none of the records counts then
     */
    append(records: readonly (readonly [sourceUserId: string, record: LedgerRecord])[]): Promise<void>;
    /** Visits what is known of each user, without naming it; reads the ledger once. */
    forEach(visit: (record: LedgerRecord) => void): void;
    /** Counts the users by their status; reads the ledger once. */
    countByStatus(): Readonly<Record<LedgerStatus, number>>;
    /** Lets go of what is behind the ledger. */
    close(): Promise<void>;
}
