import type { Identity, IdentityIndex, Profile } from '../entities.ts';

/**
 * Where the rows of users are kept: in memory, or in a file. `UserStore` adds what is the same for both.
 *
 * One row is one object for as long as anyone holds it: two look-ups give the same. An implementation that keeps its rows elsewhere learns by
 * `willChange` and `willChangeIdentity` which objects to write back; they come before the change, and the change follows before anything waits.
 */
export interface UserRows {
    /** How many profiles there are. */
    readonly profileCount: number;
    /** Makes the empty identity store of a new connection, or opens that of one which is known. */
    openIdentities(connectionId: string): IdentityIndex;
    /** Every profile, in the order of their creation (but for those who share an ID); to look at while nothing waits, or to change at once. */
    profiles(): Iterable<Profile>;
    /** The profiles with a `user_id`, the oldest first. */
    profilesWithId(userId: string): readonly Profile[];
    /** Adds a profile, whose identity rows are there already. */
    addProfile(profile: Profile): void;
    /** Removes a profile and leaves its identity rows. */
    removeProfile(profile: Profile): void;
    /** Notes that a profile or its identities are about to change. */
    willChange(profile: Profile): void;
    /** Notes that an identity is about to change in something that it isn't found by. */
    willChangeIdentity(identity: Identity): void;
    /** Forgets every profile; identity rows go with their connections. */
    clear(): void;
}
