/** The users of a plan, by what becomes of them. */
export interface PlannedUsers {
    readonly source: number;
    readonly new: number;
    readonly updated: number;
    readonly existing: number;
    readonly excluded: number;
    /** Users who were moved before and need nothing. */
    readonly moved: number;
    /** Those of them whom somebody has changed in the target since. */
    readonly changedInTarget: number;
    /** Users who were moved before, and whom somebody has deleted in the target since. */
    readonly deletedInTarget: number;
    /** Users of the target connection when the plan was made. */
    readonly inTarget: number;
}
