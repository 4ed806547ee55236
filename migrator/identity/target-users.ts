import type { UserRecord } from '../records/user-record.ts';

/** Who was in the target when the run began, as the transformation of a user asks for it. */
export interface TargetUsers {
    /** Tells whether the target connection has an address (in lower case). */
    hasEmail(email: string): boolean;
    /** Tells whether the target connection has a username, in any case. */
    hasUsername(username: string): boolean;
    /** Tells whether the target connection has a phone number. */
    hasPhoneNumber(phoneNumber: string): boolean;
    /**
     * Names the connection of the target tenant that has an ID; undefined when none has.
     *
     * @param userId - the full ID
     */
    connectionOfId(userId: string): string | undefined;
    /** Tells whether another connection of the target tenant has one of a new user's identifiers, as far as the export goes. */
    isElsewhere(user: UserRecord): boolean;
    /** Gives the profile of an address (in lower case) in the target connection. */
    profileOf(email: string): UserRecord | undefined;
}
