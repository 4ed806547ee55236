import { USERS_OF_A_GROUP } from './group-size.ts';

/** Two looks, three lists of what the user has, the delete, its proof, and about one call that gives something again. */
const CALLS_A_USER = 8;
/** Those of them after the import. */
const CALLS_WHILE_DOUBLE = 4;
/** Where the tenant's answers do not tell its limits: those of an enterprise tenant. */
const USUAL_CALLS_PER_MINUTE = 960;
/** A job that takes in a group is seen to be completed after some seconds, however few users it has. */
const SECONDS_A_JOB = 5;

/** How long the replacement of users takes. */
export interface ReplacementDuration {
    readonly minutes: number;
    /** For how long an ID has two users, in seconds. */
    readonly secondsDouble: number;
}

/**
 * Says how long it takes to replace users, roughly.
 *
 * @param usersPerSecond - that an import job takes in
 * @param callsPerMinute - that the tenant allows; undefined where nobody knows
 */
export function replacementDuration(
    users: number,
    usersPerSecond: number,
    callsPerMinute = USUAL_CALLS_PER_MINUTE,
): ReplacementDuration {
    const callSeconds = (calls: number) => (calls * 60) / callsPerMinute;
    const jobSeconds = (some: number) => SECONDS_A_JOB + some / usersPerSecond;
    const groups = Math.ceil(users / USERS_OF_A_GROUP);
    const inGroup = Math.min(users, USERS_OF_A_GROUP);
    const seconds = callSeconds(users * CALLS_A_USER) + groups * jobSeconds(inGroup);
    return {
        minutes: Math.ceil(seconds / 60),
        secondsDouble: Math.ceil(jobSeconds(inGroup) + callSeconds(inGroup * CALLS_WHILE_DOUBLE)),
    };
}
