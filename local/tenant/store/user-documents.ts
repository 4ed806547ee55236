import type { Connection, Identity, JsonObject, Profile } from '../entities.ts';
import type { StoredPassword } from '../passwords.ts';

/** A row of `identities`. */
export interface IdentityRow {
    key: number;
    connection: string;
    id: string;
    email: string | null;
    username: string | null;
    phone_number: string | null;
    profile: number | null;
    document: string;
}

/** A row of `profiles`. */
export interface ProfileRow {
    key: number;
    user_id: string;
    primary_identity: number;
    document: string;
    user_metadata: string | null;
    app_metadata: string | null;
}

interface IdentityDocument {
    objectId: string;
    altId?: string;
    password?: StoredPassword;
    passwordSetAt?: number;
    linkedProfileData?: JsonObject;
}

/** Writes what an identity row holds beside its columns. */
export function identityDocument({ objectId, altId, password, passwordSetAt, linkedProfileData }: Identity): string {
    return JSON.stringify({ objectId, altId, password, passwordSetAt, linkedProfileData });
}

/** Makes the object of an identity row; its profile is the caller's business. */
export function readIdentity(row: IdentityRow, connection: Connection): Identity {
    const document = JSON.parse(row.document) as IdentityDocument;
    return {
        connection,
        objectId: document.objectId,
        altId: document.altId,
        email: row.email ?? undefined,
        username: row.username ?? undefined,
        phoneNumber: row.phone_number ?? undefined,
        password: document.password,
        passwordSetAt: document.passwordSetAt,
        profile: undefined,
        linkedProfileData: document.linkedProfileData,
        rowKey: row.key,
    };
}

/** Writes what a profile row holds beside its columns. */
export function profileDocument(profile: Profile): string {
    return JSON.stringify({
        email: profile.email,
        emailVerified: profile.emailVerified,
        username: profile.username,
        phoneNumber: profile.phoneNumber,
        phoneVerified: profile.phoneVerified,
        name: profile.name,
        nickname: profile.nickname,
        givenName: profile.givenName,
        familyName: profile.familyName,
        picture: profile.picture,
        gravatarHost: profile.gravatarHost,
        blocked: profile.blocked,
        mfaFactors: profile.mfaFactors,
        createdAt: profile.createdAt,
        updatedAt: profile.updatedAt,
        lastLogin: profile.lastLogin,
        lastIp: profile.lastIp,
        loginsCount: profile.loginsCount,
        lastPasswordReset: profile.lastPasswordReset,
    });
}

/** Makes the object of a profile row, still without its identities. */
export function readProfile(row: ProfileRow): Profile {
    const document = JSON.parse(row.document) as Pick<
        Profile,
        'gravatarHost' | 'createdAt' | 'updatedAt' | 'loginsCount'
    > &
        Partial<Profile>;
    return {
        userId: row.user_id,
        identities: [],
        email: document.email,
        emailVerified: document.emailVerified,
        username: document.username,
        phoneNumber: document.phoneNumber,
        phoneVerified: document.phoneVerified,
        name: document.name,
        nickname: document.nickname,
        givenName: document.givenName,
        familyName: document.familyName,
        picture: document.picture,
        gravatarHost: document.gravatarHost,
        blocked: document.blocked,
        userMetadata: row.user_metadata ?? undefined,
        appMetadata: row.app_metadata ?? undefined,
        mfaFactors: document.mfaFactors,
        createdAt: document.createdAt,
        updatedAt: document.updatedAt,
        lastLogin: document.lastLogin,
        lastIp: document.lastIp,
        loginsCount: document.loginsCount,
        lastPasswordReset: document.lastPasswordReset,
        rowKey: row.key,
    };
}
