import { type IdentifierKind, type Identity, type IdentityIndex, type Profile } from '../entities.ts';
import { identityId } from '../identity-id.ts';
import type { UserRows } from './user-rows.ts';

/** Keeps users as objects in memory. */
export class MemoryUserRows implements UserRows {
    // Two database connections can hold users with one ID, so an ID leads to one profile or, rarely, to several, in the order of their creation.
    readonly #profilesById = new Map<string, Profile | Profile[]>();
    #profileCount = 0;

    get profileCount(): number {
        return this.#profileCount;
    }

    openIdentities(): IdentityIndex {
        return new MemoryIdentityIndex();
    }

    *profiles(): Generator<Profile, void, undefined> {
        for (const found of this.#profilesById.values()) {
            if (Array.isArray(found)) yield* found;
            else yield found;
        }
    }

    profilesWithId(userId: string): readonly Profile[] {
        const found = this.#profilesById.get(userId);
        if (found === undefined) return [];
        return Array.isArray(found) ? found : [found];
    }

    addProfile(profile: Profile): void {
        const found = this.#profilesById.get(profile.userId);
        if (found === undefined) this.#profilesById.set(profile.userId, profile);
        else if (Array.isArray(found)) found.push(profile);
        else this.#profilesById.set(profile.userId, [found, profile]);
        this.#profileCount += 1;
    }

    removeProfile(profile: Profile): void {
        const others = this.profilesWithId(profile.userId).filter((other) => other !== profile);
        const [only] = others;
        if (only === undefined) this.#profilesById.delete(profile.userId);
        else this.#profilesById.set(profile.userId, others.length === 1 ? only : others);
        this.#profileCount -= 1;
    }

    // The objects are the rows: there is nothing to write back.
    willChange(): void {}

    willChangeIdentity(): void {}

    clear(): void {
        this.#profilesById.clear();
        this.#profileCount = 0;
    }
}

class MemoryIdentityIndex implements IdentityIndex {
    readonly byId = new Map<string, Identity>();
    readonly byEmail = new Map<string, Identity>();
    readonly byUsername = new Map<string, Identity>();
    readonly byPhoneNumber = new Map<string, Identity>();

    get ghostCount(): number {
        let ghosts = 0;
        for (const identity of this.byId.values()) if (identity.profile === undefined) ghosts += 1;
        return ghosts;
    }

    add(identity: Identity): void {
        this.byId.set(identityId(identity), identity);
        if (identity.email !== undefined) this.byEmail.set(identity.email, identity);
        if (identity.username !== undefined) this.byUsername.set(identity.username, identity);
        if (identity.phoneNumber !== undefined) this.byPhoneNumber.set(identity.phoneNumber, identity);
    }

    // The row of an orphan's identity is gone, and its keys may be another's by now.
    remove(identity: Identity): void {
        const id = identityId(identity);
        const { email, username, phoneNumber } = identity;
        if (this.byId.get(id) === identity) this.byId.delete(id);
        if (email !== undefined && this.byEmail.get(email) === identity) this.byEmail.delete(email);
        if (username !== undefined && this.byUsername.get(username) === identity) this.byUsername.delete(username);
        if (phoneNumber !== undefined && this.byPhoneNumber.get(phoneNumber) === identity)
            this.byPhoneNumber.delete(phoneNumber);
    }

    setIdentifier(identity: Identity, kind: IdentifierKind, value: string | undefined): void {
        const { byEmail, byUsername, byPhoneNumber } = this;
        const map = { email: byEmail, username: byUsername, phoneNumber: byPhoneNumber }[kind];
        const previous = identity[kind];
        if (previous !== undefined) map.delete(previous);
        identity[kind] = value;
        if (value !== undefined) map.set(value, identity);
    }
}
