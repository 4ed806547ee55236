import type { KnownUser } from '../identity/known-user.ts';
import type { TargetUser } from '../identity/target-users.ts';
import { snapshotBefore } from '../identity/written-at.ts';
import { isCreatedByRun, type LedgerRecord } from '../run-store/ledger.ts';
import type { DecidedUser } from '../users/decided-user.ts';
import type { SourceUser } from '../users/source-record.ts';
import { isOlderThanReset, type SourcePasswordHash } from '../users/user-hash.ts';

/** The clocks of two tenants differ by less. */
const CLOCKS_MS = 5 * 60_000;

/** A user that was moved, with what tells how old its password in the target is. */
export interface MovedPassword {
    readonly source: SourceUser;
    readonly target: TargetUser;
    /** What the ledger knows; a user that it does not know is ours. */
    readonly known: Pick<LedgerRecord, 'isOurs' | 'isFound' | 'password' | 'movedByLogin'>;
    /** What the password hash export has of the user now; it may be another file than the one that was sent. */
    readonly hash: SourcePasswordHash | undefined;
    /** When the run took its snapshots of the source, in milliseconds since the Unix epoch, the newest last. */
    readonly sourceSnapshots: readonly number[];
}

/**
 * Tells whether the password that a moved user has in the source was chosen after the one that it has in the target, which no call can
 * replace: Auth0 takes a hash with the first import only.
 *
 * Where a time is not exact, the user counts as one with a newer password. A user who has since set another password in the target does not.
 */
export function hasNewerPassword({ source, target, known, hash, sourceSnapshots }: MovedPassword): boolean {
    const { last_password_reset: reset } = source.profile;
    const resetAt = Date.parse(String(reset));
    if (Number.isNaN(resetAt) || !known.isOurs) return false;
    const { last_password_reset: chosen, created_at: createdAt } = target.profile;
    const [chosenAt, copiedAt] = [Date.parse(String(chosen)), Date.parse(String(createdAt))];
    if (chosenAt > resetAt) return false;
    // Without a hash there is a password to lose only once the user has chosen one in the target.
    if (known.password === 'none') return chosenAt > copiedAt;
    if (known.password === 'outdated') return true;
    // A login brought the password of that moment.
    if (known.movedByLogin === true) return resetAt > copiedAt;
    // A long pass creates users hours after its snapshot, which does not show the passwords that were chosen meanwhile.
    const seenAt = isCreatedByRun(known) ? snapshotBefore(copiedAt, sourceSnapshots) : undefined;
    return resetAt > (seenAt ?? copiedAt) - CLOCKS_MS || isOlderThanReset(reset, hash?.passwordSetAt, false);
}

/** Tells whether a user of the target of whom the ledger knows nothing was moved by a login. */
export function isMovedByLogin({ profile }: TargetUser, isFollowUp: boolean): boolean {
    // Beside the passes of a run only logins move users. Before the first one an earlier run may have, whose folder was lost.
    return isFollowUp && Number(profile['logins_count'] ?? 0) > 0;
}

/**
 * Says of a user that was moved whether the source has a newer password; that has nothing to do with its fate.
 *
 * @param findHash - gives the user's hash from the password hash export
 * @param isFollowUp - whether a pass of the run was completed before
 * @param sourceSnapshots - as in {@link MovedPassword}
 */
export function withPassword(
    decided: DecidedUser,
    read: SourceUser,
    { known, user: target }: KnownUser,
    {
        findHash,
        isFollowUp,
        sourceSnapshots,
    }: {
        readonly findHash: (userId: string, email: string) => SourcePasswordHash | undefined;
        readonly isFollowUp: boolean;
        readonly sourceSnapshots: readonly number[];
    },
): DecidedUser {
    if (target === undefined) return decided;
    const isByLogin = known === undefined && isMovedByLogin(target, isFollowUp);
    const user: DecidedUser = isByLogin ? { ...decided, movedByLogin: true } : decided;
    const { email, last_password_reset: reset } = read.profile;
    if (reset === undefined) return user;
    const hash = read.hash ?? findHash(read.sourceUserId, typeof email === 'string' ? email : '');
    const found = { isOurs: true, isFound: true, movedByLogin: user.movedByLogin } as const;
    const moved = { source: read, target, known: known ?? found, hash, sourceSnapshots };
    return hasNewerPassword(moved) ? { ...user, hasNewerPassword: true, targetUserId: target.userId } : user;
}
