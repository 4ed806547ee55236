import type { Clock } from './clock.ts';
import type { Connection, Identity, IdentityIndex, Profile } from './entities.ts';
import { LaggingIndex } from './search/lagging-index.ts';

/** Makes the empty identity store of a new connection. */
export function createIdentityIndex(): IdentityIndex {
    return { byId: new Map(), byEmail: new Map(), byUsername: new Map(), byPhoneNumber: new Map() };
}

/** The unprefixed ID of an identity, as `identities[].user_id` shows it. */
export function identityId(identity: Identity): string {
    return identity.altId ?? identity.objectId;
}

/**
 * The two stores of users: identity rows in their connections, profile rows in the tenant. It keeps the indexes right and knows no rules:
 * what may be written is decided in `users/`.
 */
export class UserStore {
    // Two database connections can hold users with one ID, so an ID leads to one profile or, rarely, to several, in the order of their creation.
    readonly #profilesById = new Map<string, Profile | Profile[]>();
    #profileCount = 0;
    #profileRemoved: (profile: Profile) => void = () => undefined;

    /** What the search sees of the profiles. Whoever changes a profile tells it before. */
    readonly index: LaggingIndex;

    constructor(clock: Clock) {
        this.index = new LaggingIndex(clock);
    }

    /** How many profiles there are in the tenant. */
    get profileCount(): number {
        return this.#profileCount;
    }

    /** Sets what is called after each removal of a profile row. */
    onProfileRemoved(callback: (profile: Profile) => void): void {
        this.#profileRemoved = callback;
    }

    /** Every profile of the tenant, in the order of their creation (but for those who share an ID). */
    *profiles(): Generator<Profile, void, undefined> {
        for (const found of this.#profilesById.values()) {
            if (Array.isArray(found)) yield* found;
            else yield found;
        }
    }

    /** The profiles with this `user_id`: none, one, or several on different connections, the oldest first. */
    profilesWithId(userId: string): readonly Profile[] {
        const found = this.#profilesById.get(userId);
        if (found === undefined) return [];
        return Array.isArray(found) ? found : [found];
    }

    /** Forgets every profile; identity rows go with their connections. */
    clear(): void {
        this.#profilesById.clear();
        this.index.clear();
        this.#profileCount = 0;
    }

    /** Adds an identity row to its connection. */
    addIdentity(identity: Identity): void {
        const { byId, byEmail, byUsername, byPhoneNumber } = identity.connection.identities;
        byId.set(identityId(identity), identity);
        if (identity.email !== undefined) byEmail.set(identity.email, identity);
        if (identity.username !== undefined) byUsername.set(identity.username, identity);
        if (identity.phoneNumber !== undefined) byPhoneNumber.set(identity.phoneNumber, identity);
    }

    /** Removes an identity row; what it leaves of a profile is the caller's business. */
    removeIdentity(identity: Identity): void {
        const { byId, byEmail, byUsername, byPhoneNumber } = identity.connection.identities;
        byId.delete(identityId(identity));
        if (identity.email !== undefined) byEmail.delete(identity.email);
        if (identity.username !== undefined) byUsername.delete(identity.username);
        if (identity.phoneNumber !== undefined) byPhoneNumber.delete(identity.phoneNumber);
    }

    /** Gives an identity another e-mail address, username or phone number; `undefined` takes it away. */
    setIdentifier(identity: Identity, kind: 'email' | 'username' | 'phoneNumber', value: string | undefined): void {
        const index = identifierIndex(identity.connection, kind);
        const previous = identity[kind];
        if (previous !== undefined) index.delete(previous);
        identity[kind] = value;
        if (value !== undefined) index.set(value, identity);
    }

    /** Adds a profile row. */
    addProfile(profile: Profile): void {
        const found = this.#profilesById.get(profile.userId);
        if (found === undefined) this.#profilesById.set(profile.userId, profile);
        else if (Array.isArray(found)) found.push(profile);
        else this.#profilesById.set(profile.userId, [found, profile]);
        this.#profileCount += 1;
        this.index.wasCreated(profile);
    }

    /** Removes a profile row and leaves its identity rows, which are ghosts from then on. */
    removeProfile(profile: Profile): void {
        this.index.willDelete(profile);
        const others = this.profilesWithId(profile.userId).filter((other) => other !== profile);
        const [only] = others;
        if (only === undefined) this.#profilesById.delete(profile.userId);
        else this.#profilesById.set(profile.userId, others.length === 1 ? only : others);
        this.#profileCount -= 1;
        this.#profileRemoved(profile);
    }
}

/** The index of one kind of identifier of a connection. */
export function identifierIndex(
    connection: Connection,
    kind: 'email' | 'username' | 'phoneNumber',
): Map<string, Identity> {
    const { byEmail, byUsername, byPhoneNumber } = connection.identities;
    return kind === 'email' ? byEmail : kind === 'username' ? byUsername : byPhoneNumber;
}
