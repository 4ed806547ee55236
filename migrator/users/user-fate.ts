import type { Digest64 } from '../records/digest.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { FactorKind, FieldDigests, LedgerField, PasswordFlaw } from '../run-store/ledger.ts';
import type { EXCLUSION_REASONS } from './exclusion-reasons.ts';
import type { ImportProblemCode } from './import-schema.ts';
import type { PasswordHashRefusal } from './password-hash.ts';
import type { UserToDelete } from './user-to-delete.ts';

/** Why a user is not sent to Auth0. */
export type ExclusionReason = ImportProblemCode | PasswordHashRefusal | keyof typeof EXCLUSION_REASONS;

/** Why a user is not sent, with what the reason is about, for a person: a field and a rule, never a value. */
export interface Exclusion {
    readonly reason: ExclusionReason;
    readonly detail: string;
}

interface OfUser {
    /** Number of the user's line in the source's export, from 1. */
    readonly line: number;
    /** The full `user_id` in the source, with its prefix. */
    readonly sourceUserId: string;
}

/** A record of an import file, or what a user is to look like after an update. */
export type SentRecord = UserRecord & { readonly email: string };

/** A user that the target does not have and that will be created. */
export interface NewUser extends OfUser {
    readonly kind: 'new';
    /** The record of the import file. */
    readonly user: SentRecord;
    /** The algorithm of its password hash, or undefined if it travels without one. */
    readonly hashAlgorithm: string | undefined;
}

/** What a user of the target was when its update was decided. */
export interface SeenUser {
    /** ISO 8601. */
    readonly updatedAt: string;
    readonly fields: FieldDigests;
}

/** A change of a user of the target. */
export interface UserPatch {
    /** The body of the `PATCH`. */
    readonly body: UserRecord;
    readonly seen: SeenUser;
    /** Whether nothing but the ID stays the same: perhaps it is another system's user. */
    readonly isReplaced: boolean;
}

/** A user of the target that will be changed, by its ID. */
export interface UpdatedUser extends OfUser {
    readonly kind: 'update';
    /** The full ID in the target. */
    readonly targetUserId: string;
    /** Whether it is an account that has the user's address, and becomes the user by `existingUsers`; otherwise the user was moved. */
    readonly isAdoption: boolean;
    readonly patch: UserPatch;
}

/** A user that this migration has moved, and that needs nothing. */
export interface MovedUser extends OfUser {
    readonly kind: 'moved';
    /**
     * - `unchanged`: the target has it as it was sent
     * - `changed-in-target`: the target has it, and somebody has changed it there since
     * - `presumed`: it was sent after the snapshot of the target, and nothing says that it was refused
     */
    readonly state: 'unchanged' | 'changed-in-target' | 'presumed';
    /** The full ID in the target; undefined where it is presumed. */
    readonly targetUserId: string | undefined;
}

/** A user that will not be sent because another account of the target has its address, and stays as it is. */
export interface ExistingUser extends OfUser {
    readonly kind: 'existing';
}

/** A user that this migration has moved, and that somebody has deleted in the target. */
export interface DeletedUser extends OfUser {
    readonly kind: 'deleted';
}

/** A user that will not be sent, with the reason. */
export interface ExcludedUser extends Exclusion, Omit<OfUser, 'sourceUserId'> {
    readonly kind: 'excluded';
    /** Undefined where the line could not be read. */
    readonly sourceUserId: string | undefined;
}

/** What becomes of one user of the source: exactly one of six. */
export type UserFate = NewUser | UpdatedUser | MovedUser | ExistingUser | DeletedUser | ExcludedUser;

/** A user that is sent, with what the ledger keeps of it. */
export interface WorkItem extends OfUser {
    /**
     * - `new`: goes into an import file
     * - `adopt`: changes an account that has the user's address, and becomes the user
     * - `patch`: changes a user that was moved
     * - `block`: blocks a moved user that is excluded
     */
    readonly kind: 'new' | 'adopt' | 'patch' | 'block';
    /** The full ID in the target; not of a new user. */
    readonly targetUserId?: string | undefined;
    /** What the target had; only of a `PATCH`. */
    readonly seen?: SeenUser | undefined;
    /** The user of the source that is deleted once this one is in the target; only where users are replaced. */
    readonly replaces?: UserToDelete | undefined;
    /** See `LedgerRecord`. */
    readonly source: Digest64;
    readonly decision: string;
    readonly fields: FieldDigests;
    readonly written: readonly LedgerField[];
    readonly password?: PasswordFlaw | undefined;
    readonly movedByLogin?: true | undefined;
    readonly factors?: readonly FactorKind[] | undefined;
    /** Left out where the account has nothing of its own. */
    readonly kept?: readonly LedgerField[];
    /** The record of the import file, or the body of the `PATCH`. */
    readonly user: UserRecord;
    /** The same as JSON. */
    readonly record: string;
}
