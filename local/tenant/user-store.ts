import type { Clock } from './clock.ts';
import type { Connection, IdentifierKind, Identity, IdentityIndex, IdentityLookup, Profile } from './entities.ts';
import { LaggingIndex } from './search/lagging-index.ts';
import { MemoryUserRows } from './store/memory-user-rows.ts';
import type { UserRows } from './store/user-rows.ts';

/**
 * The two stores of users: identity rows in their connections, profile rows in the tenant. It keeps the indexes right and knows no rules:
 * what may be written is decided in `users/`.
 */
export class UserStore {
    readonly #rows: UserRows;
    #profileRemoved: (profile: Profile) => void = () => undefined;

    /** Whether a call by ID acts on the newest of several users with this ID. */
    reachesNewer = false;

    /** What the search sees of the profiles. */
    readonly index: LaggingIndex;

    constructor(clock: Clock, rows: UserRows = new MemoryUserRows()) {
        this.#rows = rows;
        this.index = new LaggingIndex(clock);
    }

    /** How many profiles there are in the tenant. */
    get profileCount(): number {
        return this.#rows.profileCount;
    }

    /** Makes the empty identity store of a new connection, or opens that of one which is known. */
    openIdentities(connectionId: string): IdentityIndex {
        return this.#rows.openIdentities(connectionId);
    }

    /** Sets what is called after each removal of a profile row. */
    onProfileRemoved(callback: (profile: Profile) => void): void {
        this.#profileRemoved = callback;
    }

    /** Every profile of the tenant, in the order of their creation (but for those who share an ID). */
    profiles(): Iterable<Profile> {
        return this.#rows.profiles();
    }

    /** The profiles with this `user_id`: none, one, or several on different connections; the one that a call by ID acts on first. */
    profilesWithId(userId: string): readonly Profile[] {
        const profiles = this.#rows.profilesWithId(userId);
        return this.reachesNewer && profiles.length > 1 ? profiles.toReversed() : profiles;
    }

    /** Forgets every profile; identity rows go with their connections. */
    clear(): void {
        this.#rows.clear();
        this.index.clear();
    }

    /** Adds an identity row to its connection. */
    addIdentity(identity: Identity): void {
        identity.connection.identities.add(identity);
    }

    /** Removes an identity row; what it leaves of a profile is the caller's business. */
    removeIdentity(identity: Identity): void {
        identity.connection.identities.remove(identity);
    }

    /** Gives an identity another e-mail address, username or phone number; `undefined` takes it away. */
    setIdentifier(identity: Identity, kind: IdentifierKind, value: string | undefined): void {
        identity.connection.identities.setIdentifier(identity, kind, value);
    }

    /** Adds a profile row. */
    addProfile(profile: Profile): void {
        this.#rows.addProfile(profile);
        this.index.wasCreated(profile);
    }

    /** Removes a profile row and leaves its identity rows, which are ghosts from then on. */
    removeProfile(profile: Profile): void {
        this.index.willDelete(profile);
        this.#rows.removeProfile(profile);
        this.#profileRemoved(profile);
    }

    /** Notes that a profile or one of its identities is about to change; a caller says so first, and makes the change before anything waits. */
    willChange(profile: Profile): void {
        this.index.willChange(profile);
        this.#rows.willChange(profile);
    }

    /** Notes that an identity, with or without a profile, is about to change in something that the search doesn't show, such as its password. */
    willChangeIdentity(identity: Identity): void {
        this.#rows.willChangeIdentity(identity);
    }
}

/** The index of one kind of identifier of a connection. */
export function identifierIndex(connection: Connection, kind: IdentifierKind): IdentityLookup {
    const { byEmail, byUsername, byPhoneNumber } = connection.identities;
    return kind === 'email' ? byEmail : kind === 'username' ? byUsername : byPhoneNumber;
}
