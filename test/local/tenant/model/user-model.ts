/** An identity of the model: who can log in. Without a password there is a random one, with which no one does. */
export interface ModelIdentity {
    readonly email: string;
    /** With its prefix. */
    readonly userId: string;
    password: string | undefined;
    user: ModelUser;
}

/** A user of the model. */
export interface ModelUser {
    /** The primary one first. */
    identities: ModelIdentity[];
    metadata: object | undefined;
    logins: number;
}

/** A tenant's users as one would explain them: one table of identities by address, each of which belongs to a user. */
export class UserModel {
    readonly #identities = new Map<string, ModelIdentity>();

    find(email: string): ModelIdentity | undefined {
        return this.#identities.get(email);
    }

    /** The user whose primary identity has this address: the one that the Management API knows by this identity's ID. */
    findPrimary(email: string): ModelIdentity | undefined {
        const identity = this.#identities.get(email);
        return identity?.user.identities[0] === identity ? identity : undefined;
    }

    identities(): ModelIdentity[] {
        return [...this.#identities.values()];
    }

    users(): ModelUser[] {
        return [...new Set([...this.#identities.values()].map(({ user }) => user))];
    }

    add(email: string, userId: string, password: string | undefined, metadata: object | undefined): void {
        const user: ModelUser = { identities: [], metadata, logins: 0 };
        const identity: ModelIdentity = { email, userId, password, user };
        user.identities.push(identity);
        this.#identities.set(email, identity);
    }

    /** Its metadata and its logins are lost; what was linked to it comes along. */
    link(primary: ModelUser, secondary: ModelUser): void {
        for (const identity of secondary.identities) {
            identity.user = primary;
            primary.identities.push(identity);
        }
    }

    unlink(identity: ModelIdentity): void {
        const { user } = identity;
        user.identities = user.identities.filter((other) => other !== identity);
        identity.user = { identities: [identity], metadata: undefined, logins: 0 };
    }

    /** A secondary identity goes alone, a primary one with its user and all that is linked to it. */
    remove(identity: ModelIdentity): void {
        const { user } = identity;
        const gone = user.identities[0] === identity ? user.identities : [identity];
        for (const { email } of gone) this.#identities.delete(email);
        user.identities = user.identities.filter((other) => !gone.includes(other));
    }
}
