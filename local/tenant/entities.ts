import type { StoredPassword } from './passwords.ts';

/** A JSON object as it travels on the wire, with Auth0's own names. */
export type JsonObject = Record<string, unknown>;

/** A source of users. Database connections (`strategy: 'auth0'`) hold identity rows; others hold none here. */
export interface Connection {
    readonly id: string;
    readonly name: string;
    readonly strategy: string;
    options: JsonObject;
    realms: string[];
    isDomainConnection: boolean;
    readonly enabledClients: Set<string>;
    /** What else was written: `display_name`, `metadata`, `authentication`, `connected_accounts`, `show_as_button`. */
    attributes: JsonObject;
    /** What the values of `options.configuration` are encrypted with when they are shown: 32 bytes as base64. */
    readonly configurationKey: string;
    /** The internal user store of this connection. */
    readonly identities: IdentityIndex;
}

/** Finds identity rows of one connection by one of their keys, which are in lower case but for IDs. */
export interface IdentityLookup {
    get(key: string): Identity | undefined;
    has(key: string): boolean;
}

/** What an identity row can be found by beside its ID, and what one can log in with. */
export type IdentifierKind = 'email' | 'username' | 'phoneNumber';

/** The identity rows of one connection, by each key that must be unique in it. */
export interface IdentityIndex {
    /** By the unprefixed ID: `altId`, else `objectId`. */
    readonly byId: IdentityLookup & {
        readonly size: number;
        /** In the order of their creation. */
        values(): Iterable<Identity>;
    };
    readonly byEmail: IdentityLookup;
    readonly byUsername: IdentityLookup;
    readonly byPhoneNumber: IdentityLookup;
    /** How many rows have no profile; counted each time. */
    readonly ghostCount: number;
    add(identity: Identity): void;
    remove(identity: Identity): void;
    /** Gives an identity another identifier; `undefined` takes it away. */
    setIdentifier(identity: Identity, kind: IdentifierKind, value: string | undefined): void;
}

/**
 * A row of the identity store: who can log in to one connection, and with which password.
 * Without a `profile` it is a ghost: it blocks an e-mail address and no search finds it.
 */
export interface Identity {
    readonly connection: Connection;
    /** 24 hexadecimal digits. */
    readonly objectId: string;
    /** The ID that a caller or a script chose; it takes the place of `objectId` in the `user_id`. */
    readonly altId: string | undefined;
    email: string | undefined;
    username: string | undefined;
    phoneNumber: string | undefined;
    password: StoredPassword | undefined;
    /** Milliseconds since 1970. */
    passwordSetAt: number | undefined;
    profile: Profile | undefined;
    /** Of a secondary identity: what was known of its user when it was linked. */
    linkedProfileData: JsonObject | undefined;
    /** Where a store on disk keeps the row; undefined in memory, and once the row is removed. */
    rowKey: number | undefined;
}

/**
 * A row of the profile store: what the Management API calls a user. All rows have the same keys in the same order, and metadata
 * is kept as JSON text, because a tenant holds up to a million of them.
 */
export interface Profile {
    /** `auth0|` and the unprefixed ID. Unique in a connection, not in a tenant. */
    readonly userId: string;
    /** The primary identity comes first. */
    readonly identities: Identity[];
    email: string | undefined;
    emailVerified: boolean | undefined;
    username: string | undefined;
    phoneNumber: string | undefined;
    phoneVerified: boolean | undefined;
    name: string | undefined;
    nickname: string | undefined;
    givenName: string | undefined;
    familyName: string | undefined;
    /** Undefined: the picture that Auth0 derives from the e-mail address. */
    picture: string | undefined;
    /** Auth0 names another Gravatar host for imported users than for those created through the API. */
    gravatarHost: 's' | 'secure';
    blocked: boolean | undefined;
    /** JSON text. */
    userMetadata: string | undefined;
    /** JSON text. */
    appMetadata: string | undefined;
    /** JSON text of `mfa_factors`. */
    mfaFactors: string | undefined;
    /** Milliseconds since 1970, as all the times below. */
    createdAt: number;
    updatedAt: number;
    lastLogin: number | undefined;
    lastIp: string | undefined;
    loginsCount: number;
    lastPasswordReset: number | undefined;
    /** As of an identity. */
    rowKey: number | undefined;
}

/** An application, as the wire shows it; the secret is among the attributes. */
export interface Client {
    readonly clientId: string;
    clientSecret: string;
    attributes: JsonObject;
    /** Of public keys and certificates, as they are shown; undefined until one is added to the client. */
    credentials?: JsonObject[];
}

/** Permission for a client to ask tokens for an API. */
export interface ClientGrant {
    readonly id: string;
    /** Undefined for a grant that is the default of a kind of clients. */
    readonly clientId: string | undefined;
    readonly audience: string;
    /** Undefined where all scopes are allowed. */
    scope: string[] | undefined;
    attributes: JsonObject;
}
