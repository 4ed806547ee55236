import type { CheckedDefinition } from '../definition.ts';
import type { IdentityClaims } from '../identity/identity-claims.ts';
import type { TargetUsers } from '../identity/target-users.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { Ledger, LedgerRecord } from '../run-store/ledger.ts';
import type { SubmissionState } from '../run-store/run-state.ts';
import type { SelectionList } from '../users/selection.ts';
import type { SourcePasswordHash } from '../users/user-hash.ts';
import type { RewrittenPaths } from './rewritten-paths.ts';

/** What the decision about a user asks about the world. */
export interface DecideContext {
    readonly definition: CheckedDefinition;
    /** Name of the target connection. */
    readonly targetConnection: string;
    /** Gives the user's hash from the password hash export; undefined when there is none. */
    readonly findHash: (userId: string, email: string) => SourcePasswordHash | undefined;
    /** Gives the user's second factors from the MFA export; undefined when there are none. */
    readonly findFactors: (userId: string) => readonly unknown[] | undefined;
    readonly target: TargetUsers;
    readonly ledger: Pick<Ledger, 'get' | 'digest'>;
    /** Tells whether a user was sent after the snapshot of the target and nothing says that it was refused. */
    isPresumedThere(known: LedgerRecord): boolean;
    /** Gives the last submission of a user that was sent; undefined for one that was written by itself. */
    submissionOf(known: LedgerRecord): SubmissionState | undefined;
    /** Tells whether an account of the target is that of a user whom this migration moved. */
    isOfMovedUser?: ((targetUserId: string) => boolean) | undefined;
    /** Sees which paths of `userIds.rewrite` are there. */
    readonly rewrittenPaths?: Pick<RewrittenPaths, 'look'> | undefined;
    /** When the snapshot of the source was taken, in ms since 1970. */
    readonly sourceTakenAt: number;
    /** When each snapshot of the source so far was taken, in ms since 1970, this one included. */
    readonly sourceSnapshots: readonly number[];
    /** Name of the source connection; undefined where the source is a file. */
    readonly sourceConnection?: string | undefined;
    readonly claims: IdentityClaims;
    /** The users of the selection file; undefined where the definition names none. */
    readonly selection: SelectionList | undefined;
    /** Users of the source, by ID, whose ghosts wait for a login. */
    readonly awaitedGhosts: { has(sourceUserId: string): boolean };
    /** Tells whether the source has a user with this full ID; only where an ID policy keeps IDs and accounts are adopted. */
    isSourceUser?: ((userId: string) => boolean) | undefined;
    /** Tells whether the user of an account has got another ID in the source, which is a file. */
    hasNewId?: ((profile: UserRecord) => boolean) | undefined;
    /** Whether each user of the source is deleted once its copy with the same ID is in the target. */
    readonly replacesSource?: boolean;
    /** Whether a pass of the run was completed before: who has no password hash is then listed, and stops nobody else. */
    readonly isFollowUp: boolean;
    /** Whether what is decided will be sent, and the ledger is to keep what was. */
    readonly isForSending: boolean;
    /** Bytes of one record at most, so that it fits into a file. */
    readonly maxRecordBytes: number;
}

/** Which user a decision is about. */
export interface UserKey {
    readonly line: number;
    readonly sourceUserId: string;
}
