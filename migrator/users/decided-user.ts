import type { Digest64 } from '../records/digest.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { FactorKind, FieldDigests, LedgerField, PasswordFlaw } from '../run-store/ledger.ts';
import type { PlanNotice } from './plan-notice.ts';
import type { ExclusionReason, SeenUser, UserFate } from './user-fate.ts';
import type { UserToDelete } from './user-to-delete.ts';

/** The fate of one user, with what the stages behind it need. */
export interface DecidedUser {
    readonly fate: UserFate;
    /** The JSON of what is sent: a record of an import file, or the body of a `PATCH`. */
    readonly record?: string;
    /** Digest of what was decided, in hex: the same for the same decision, whichever pass makes it. */
    readonly decision: string;
    /** What the ledger will keep; only of a user that is sent, or blocked. */
    readonly source?: Digest64;
    readonly fields?: FieldDigests;
    readonly written?: readonly LedgerField[];
    readonly kept?: readonly LedgerField[];
    /**
     * What the ledger is to know of a user that the target has and the ledger does not, since its folder was lost: what later passes
     * compare with.
     */
    readonly adopted?: FieldDigests;
    /** The full ID in the target, where the fate does not name it: of a conflict, and of a user with a newer password in the source. */
    readonly targetUserId?: string;
    /** The user of the source that is deleted once this one is in the target; only where users are replaced. */
    readonly replaces?: UserToDelete;
    /** What the target has of an excluded user who is blocked there all the same. */
    readonly seen?: SeenUser;
    /** Why a new user has no usable hash; only of one that has none. */
    readonly hashProblem?: ExclusionReason;
    /** What is wrong with the password that a new user gets; absent where nothing is. */
    readonly password?: PasswordFlaw;
    /** Kinds of the second factors that a new user brings; absent where it brings none. */
    readonly factors?: readonly FactorKind[];
    /** Set where the source has a newer password than the target has, or will have. */
    readonly hasNewerPassword?: true;
    /** Whether a login has moved a user that the ledger does not know. */
    readonly movedByLogin?: true;
    /** Set where the user's ID has become that of another user who was moved. */
    readonly isRenumbered?: true;
    /** Set where the user was moved and deleted in the target, and is not sent again for another reason. */
    readonly isNotRestored?: true;
    /** Profile fields that no import can carry; only of a selected user. */
    readonly dropped?: readonly string[];
    /** Fields of the target that an update replaces. */
    readonly replaced?: readonly string[];
    readonly notices?: readonly PlanNotice[];
    /** The account as the target has it; only of an update. */
    readonly found?: UserRecord;
}
