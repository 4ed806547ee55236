import type { Connection, Identity } from '../entities.ts';

/** The keys that can be taken already, in the order in which Auth0 looks. */
export type IdentityKey = 'email' | 'user_id' | 'username' | 'phone_number';

/** Finds the identity row of a connection, ghosts included, that a new user with these keys would collide with. */
export function findConflict(
    connection: Connection,
    keys: {
        id?: string | undefined;
        email?: string | undefined;
        username?: string | undefined;
        phoneNumber?: string | undefined;
    },
): { key: IdentityKey; identity: Identity } | undefined {
    const { byEmail, byId, byUsername, byPhoneNumber } = connection.identities;
    const candidates: [IdentityKey, Identity | undefined][] = [
        ['email', keys.email === undefined ? undefined : byEmail.get(keys.email)],
        ['user_id', keys.id === undefined ? undefined : byId.get(keys.id)],
        ['username', keys.username === undefined ? undefined : byUsername.get(keys.username)],
        ['phone_number', keys.phoneNumber === undefined ? undefined : byPhoneNumber.get(keys.phoneNumber)],
    ];
    for (const [key, identity] of candidates) if (identity !== undefined) return { key, identity };
    return undefined;
}
