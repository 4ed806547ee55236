import type { Connection, Identity, Profile } from '../entities.ts';
import { identityId } from '../identity-id.ts';
import { objectId } from '../ids.ts';
import type { StoredPassword } from '../passwords.ts';
import type { UserStore } from '../user-store.ts';

/** What a user starts with. Identifiers are normalized already; metadata is JSON text; times are milliseconds since 1970. */
export interface NewUser {
    /** Without the `auth0|` prefix; Auth0 makes one when it is absent. */
    id?: string | undefined;
    email?: string | undefined;
    emailVerified?: boolean | undefined;
    username?: string | undefined;
    phoneNumber?: string | undefined;
    phoneVerified?: boolean | undefined;
    name?: string | undefined;
    nickname?: string | undefined;
    givenName?: string | undefined;
    familyName?: string | undefined;
    picture?: string | undefined;
    gravatarHost: Profile['gravatarHost'];
    blocked?: boolean | undefined;
    userMetadata?: string | undefined;
    appMetadata?: string | undefined;
    mfaFactors?: string | undefined;
    password: StoredPassword | undefined;
    createdAt: number;
    updatedAt?: number | undefined;
    lastLogin?: number | undefined;
    lastIp?: string | undefined;
    loginsCount?: number | undefined;
    lastPasswordReset?: number | undefined;
}

/** Lower-cases an e-mail address or a username, as Auth0 does before it stores one. */
export function normalizeIdentifier(identifier: string | undefined): string | undefined {
    return identifier?.toLowerCase();
}

/** Writes the identity row and the profile row of a new user. The caller has made sure that nothing in the connection is in its way. */
export function insertUser(users: UserStore, connection: Connection, user: NewUser): Profile {
    return insertProfile(users, insertIdentity(users, connection, user), user);
}

/** Writes the profile row of an identity that has none yet. */
export function insertProfile(users: UserStore, identity: Identity, user: NewUser): Profile {
    const profile: Profile = {
        userId: `${identity.connection.strategy}|${identityId(identity)}`,
        identities: [identity],
        email: user.email,
        emailVerified: user.emailVerified ?? (user.email === undefined ? undefined : false),
        username: user.username,
        phoneNumber: user.phoneNumber,
        phoneVerified: user.phoneVerified ?? (user.phoneNumber === undefined ? undefined : false),
        name: user.name ?? user.email ?? user.username ?? user.phoneNumber,
        nickname: user.nickname ?? user.email?.replace(/@.*$/s, '') ?? user.username ?? user.phoneNumber,
        givenName: user.givenName,
        familyName: user.familyName,
        picture: user.picture,
        gravatarHost: user.gravatarHost,
        blocked: user.blocked,
        userMetadata: user.userMetadata,
        appMetadata: user.appMetadata,
        mfaFactors: user.mfaFactors,
        createdAt: user.createdAt,
        updatedAt: user.updatedAt ?? user.createdAt,
        lastLogin: user.lastLogin,
        lastIp: user.lastIp,
        loginsCount: user.loginsCount ?? 0,
        lastPasswordReset: user.lastPasswordReset,
        rowKey: undefined,
    };
    identity.profile = profile;
    users.addProfile(profile);
    return profile;
}

/** Writes an identity row alone: until a profile row follows, the user is a ghost. */
export function insertIdentity(users: UserStore, connection: Connection, user: NewUser): Identity {
    const identity: Identity = {
        connection,
        objectId: objectId(user.createdAt),
        altId: user.id,
        email: user.email,
        username: user.username,
        phoneNumber: user.phoneNumber,
        password: user.password,
        passwordSetAt: user.password === undefined ? undefined : user.createdAt,
        profile: undefined,
        linkedProfileData: undefined,
        rowKey: undefined,
    };
    users.addIdentity(identity);
    return identity;
}
