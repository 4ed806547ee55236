import type { Digest64 } from '../records/digest.ts';
import type { UserRecord } from '../records/user-record.ts';

/** A user of the target connection, as an export of the target shows it. */
export interface TargetUser {
    readonly profile: UserRecord;
    /** The full ID of the profile. */
    readonly userId: string;
    /** The full ID of the identity in the target connection; another one where it is linked to a user with an ID of its own. */
    readonly ownId: string;
    /** Whether the target connection's identity is a secondary one of a user whose own identity is another. */
    readonly isLinked: boolean;
}

/** Who is in the target, as the decision about a user asks for it. */
export interface TargetUsers {
    /** Users of the target connection. */
    readonly users: number;
    /** Finds the user of the target connection that has a full ID. */
    byId(userId: string): TargetUser | undefined;
    /**
     * Finds the user of the target connection whose full ID has a digest.
     *
     * @param digest - made with the run's key
     */
    byIdDigest(digest: Digest64): TargetUser | undefined;
    /** Finds the user of the target connection whose `app_metadata` remembers an ID of the source. */
    byRememberedId(sourceUserId: string): TargetUser | undefined;
    /** Finds the user of the target connection that has an e-mail address. */
    byEmail(email: string): TargetUser | undefined;
    /**
     * Finds the users of the target connection whose e-mail address may be the one of which the ledger keeps a digest.
     *
     * @param digest - of 32 bits, which several addresses may share
     */
    byEmailDigest(digest: number): readonly TargetUser[];
    /** Finds the user of the target connection that has a username. */
    byUsername(username: string): TargetUser | undefined;
    /** Finds the user of the target connection that has a phone number. */
    byPhoneNumber(phoneNumber: string): TargetUser | undefined;
    /**
     * Names the connection of the target tenant that has an ID; undefined when none has.
     *
     * @param userId - the full ID
     */
    connectionOfId(userId: string): string | undefined;
    /** Tells whether another connection of the target tenant has a user with this full ID, as far as the export goes. */
    isIdShared(userId: string): boolean;
    /** Tells whether a connection that is neither source nor target has a user with this full ID, as far as the export goes. */
    isIdOfStranger(userId: string): boolean;
    /** Tells whether another connection of the target tenant has one of a new user's identifiers, as far as the export goes. */
    isElsewhere(user: UserRecord): boolean;
    /** Tells whether two users of the target connection have this address, or remember this ID of the source. */
    isDoubled(email: string | undefined, sourceUserId: string): boolean;
}
