/** A user that Auth0 refused. */
export interface RejectedUser {
    readonly line: number;
    readonly sourceUserId: string;
    /** Auth0's codes, such as `DUPLICATED_USER`; `JOB_FAILED` where the job failed as a whole. */
    readonly codes: readonly string[];
}
