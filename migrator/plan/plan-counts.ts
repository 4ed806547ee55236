import type { PlanNotice } from '../users/plan-notice.ts';

/** How often something was counted, by name. */
export type Counts = Readonly<Record<string, number>>;

/** What the decide stage found: every user of the source in exactly one place. */
export interface PlanCounts {
    /** Users (lines) of the source. */
    readonly source: number;
    /** Users that are sent, those that update one of the target included. */
    readonly planned: number;
    /** Planned users that update one of the target, by its ID. */
    readonly updates: number;
    /** Updates of an account that was not this migration's before. */
    readonly adoptions: number;
    /** Excluded users that were moved, and who are blocked in the target all the same. */
    readonly blocks: number;
    /** Those that leave nothing of the user but its ID, and whose ID another system could have given to somebody else. */
    readonly replaced: number;
    /** Excluded users that were moved, and whose ID has become that of another user who was moved. */
    readonly renumbered: number;
    /** Users that were moved before and need nothing. */
    readonly unchanged: number;
    /** Users that were moved before, and that somebody has changed in the target since. */
    readonly changedInTarget: number;
    /** Users that were sent after the snapshot of the target. */
    readonly presumed: number;
    /** Users that were moved before, and that somebody has deleted in the target since. */
    readonly deleted: number;
    /** Excluded and existing users that were moved before, and that somebody has deleted in the target since. */
    readonly notRestored: number;
    /** Users whose password in the source is newer than the one that they have, or will have, in the target. */
    readonly changedPasswords: number;
    /** Users that were moved and are no longer in the source. */
    readonly gone: number;
    /** Those of them that are deleted in the target. */
    readonly deletions: number;
    readonly existing: number;
    readonly excluded: number;
    readonly excludedByReason: Counts;
    /** Planned new users by hash algorithm; `none` for those that travel without a hash. */
    readonly hashesByAlgorithm: Counts;
    /** Planned new users without a usable hash, by reason. */
    readonly missingHashesByReason: Counts;
    readonly batches: number;
    /** Bytes of all import files together. */
    readonly bytes: number;
    /** Fields of the target that updates will replace, with the number of users; `user_metadata` and `app_metadata` as a whole. */
    readonly replacedFields: Counts;
    /** Planned users of whom something is worth knowing, by what it is. */
    readonly notices: Readonly<Partial<Record<PlanNotice, number>>>;
    /** Profile fields of the source that no import can carry, with the number of users that have them. */
    readonly droppedFields: Counts;
}
