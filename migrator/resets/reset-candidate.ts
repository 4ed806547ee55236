import { connectionOf } from '../identity/target-index.ts';
import { isOfConnection } from '../imports/of-connection.ts';
import type { UserRecord } from '../records/user-record.ts';

/**
 * Why a user gets a mail or a ticket.
 *
 * - `NO_HASH`: the import carried no password hash
 * - `OUTDATED_HASH`: the password was changed in the source after the hash was taken
 * - `LISTED`: it is in the file that the campaign was given
 */
export type ResetReason = 'NO_HASH' | 'OUTDATED_HASH' | 'LISTED';

/**
 * Why a user gets none.
 *
 * - `NO_ADDRESS`: it has no e-mail address
 * - `ADDRESS_NOT_UNIQUE`: another user of the connection has its address, and Auth0 finds users by address
 * - `LINKED`: it is a secondary identity of another user
 * - `BLOCKED`: it is blocked
 * - `PASSWORD_CHANGED`: it has set a password in the target, and no newer one in the source
 * - `CHANGED_SINCE`: it has another address since the export, or is gone
 * - `REFUSED`: Auth0 refused the request; run again, and it is tried again
 * - `UNKNOWN`: an earlier attempt does not know whether Auth0 took the request, so it is not made again
 */
export type NoResetReason =
    | 'NO_ADDRESS'
    | 'ADDRESS_NOT_UNIQUE'
    | 'LINKED'
    | 'BLOCKED'
    | 'PASSWORD_CHANGED'
    | 'CHANGED_SINCE'
    | 'REFUSED'
    | 'UNKNOWN';

/** An account of the target: one that a rollback removed and a later copy made again has the same ID, and had no mail. */
export interface ResetAccount {
    /** The full ID in the target. */
    readonly userId: string;
    /** `created_at` as the target shows it. */
    readonly createdAt: string;
}

/** A user of the target that is to reset its password; personal data. */
export interface ResetCandidate extends ResetAccount {
    readonly email: string;
    /** `last_password_reset` as the export has it. */
    readonly passwordSetAt: string | undefined;
}

/** Gives the account that a profile is of. */
export function accountOf(profile: UserRecord): ResetAccount {
    return { userId: String(profile['user_id']), createdAt: String(profile['created_at']) };
}

/** Gives a user of an export as a candidate, or why it can be none. */
export function candidateOf(profile: UserRecord, connection: string): ResetCandidate | NoResetReason {
    const { email, blocked } = profile;
    if (connectionOf(profile) !== connection) return 'LINKED';
    if (typeof email !== 'string' || email === '') return 'NO_ADDRESS';
    if (blocked === true) return 'BLOCKED';
    return { ...accountOf(profile), email, passwordSetAt: passwordSetAtOf(profile) };
}

/** Tells whether a user has set a password after it was created. */
export function hasSetPassword(profile: UserRecord): boolean {
    return Date.parse(passwordSetAtOf(profile) ?? '') > Date.parse(String(profile['created_at']));
}

/**
 * Compares a candidate with what the target has in this moment.
 *
 * @param found - the users of the tenant that have the candidate's address now
 * @returns why it gets nothing; undefined where nothing has changed
 */
export function changeSince(
    { userId, createdAt, passwordSetAt }: ResetCandidate,
    found: readonly UserRecord[],
    connection: string,
): NoResetReason | undefined {
    const holders = found.filter((profile) => isOfConnection(profile, connection));
    const profile = holders.find((holder) => holder['user_id'] === userId);
    if (profile === undefined) return 'CHANGED_SINCE';
    if (holders.length > 1) return 'ADDRESS_NOT_UNIQUE';
    const now = candidateOf(profile, connection);
    if (typeof now === 'string') return now;
    if (now.createdAt !== createdAt) return 'CHANGED_SINCE';
    return now.passwordSetAt === passwordSetAt ? undefined : 'PASSWORD_CHANGED';
}

function passwordSetAtOf({ last_password_reset: at }: UserRecord): string | undefined {
    return typeof at === 'string' ? at : undefined;
}
