import type { Identity, JsonObject, Profile } from '../entities.ts';
import { ApiError, invalidBody } from '../errors.ts';
import { formatUser } from '../formatters.ts';
import { identityId } from '../identity-id.ts';
import type { TenantStore } from '../store.ts';

/** The user that is linked to another, as the wire names it. */
export interface LinkBody {
    provider: string;
    /** Which of two connections, when both have this ID. */
    connection_id?: string | undefined;
    /** With or without its prefix (recorded). */
    user_id: string;
}

/**
 * Links a user to another: from then on it is a secondary identity of `primary`, and its own profile, metadata and whatever hung on its ID are gone.
 *
 * @throws {ApiError} 400 for a secondary that doesn't exist or is the user itself, 409 for one that is linked already
 */
export function linkIdentity(store: TenantStore, primary: Profile, body: LinkBody, nowMs: number): void {
    const secondary = findSecondary(store, body);
    // The 404 is for the primary, who is in the path; a ghost can't be linked either.
    if (secondary?.profile === undefined) throw new ApiError(400, 'The user does not exist.', 'inexistent_user');
    if (secondary.profile === primary && primary.identities[0] === secondary)
        throw invalidBody('Main identity and the new one are the same.');
    if (secondary.profile.identities[0] !== secondary)
        throw new ApiError(409, 'Specified identity already exists.', 'identity_conflict');
    const { profile: absorbed } = secondary;
    store.users.willChange(primary);
    store.users.removeProfile(absorbed);
    for (const identity of absorbed.identities) {
        identity.linkedProfileData = identity === secondary ? profileData(absorbed) : identity.linkedProfileData;
        identity.profile = primary;
        primary.identities.push(identity);
    }
    primary.updatedAt = nowMs;
}

/**
 * Makes a secondary identity a user of its own again, with what is known of it: metadata is not.
 *
 * @throws {ApiError} 400 for the main identity, 404 for one that the user doesn't have
 */
export function unlinkIdentity(
    store: TenantStore,
    primary: Profile,
    provider: string,
    unprefixedId: string,
    nowMs: number,
): void {
    const identity = primary.identities.find(
        (own) => own.connection.strategy === provider && identityId(own) === unprefixedId,
    );
    if (identity === undefined) throw new ApiError(404, 'The identity does not exist.', 'inexistent_identity');
    if (identity === primary.identities[0]) throw invalidBody('Main identity cannot be removed.');
    store.users.willChange(primary);
    store.users.willChangeIdentity(identity);
    primary.identities.splice(primary.identities.indexOf(identity), 1);
    primary.updatedAt = nowMs;
    const data = identity.linkedProfileData ?? {};
    identity.linkedProfileData = undefined;
    const profile: Profile = {
        userId: `${provider}|${unprefixedId}`,
        identities: [identity],
        email: identity.email,
        emailVerified: data['email_verified'] as boolean | undefined,
        username: identity.username,
        phoneNumber: identity.phoneNumber,
        phoneVerified: data['phone_verified'] as boolean | undefined,
        name: (data['name'] as string | undefined) ?? identity.email ?? identity.username ?? identity.phoneNumber,
        nickname: data['nickname'] as string | undefined,
        givenName: data['given_name'] as string | undefined,
        familyName: data['family_name'] as string | undefined,
        picture: data['picture'] as string | undefined,
        gravatarHost: 's',
        blocked: undefined,
        userMetadata: undefined,
        appMetadata: undefined,
        mfaFactors: undefined,
        createdAt: nowMs,
        updatedAt: nowMs,
        lastLogin: undefined,
        lastIp: undefined,
        loginsCount: 0,
        lastPasswordReset: undefined,
        rowKey: undefined,
    };
    identity.profile = profile;
    store.users.addProfile(profile);
}

/** Shows the identities of a user as the answers to linking and unlinking do: each with what it knew of its user. */
export function formatLinkedIdentities(profile: Profile): JsonObject[] {
    return profile.identities.map((identity, index) => ({
        profileData: index === 0 ? profileData(profile) : (identity.linkedProfileData ?? {}),
        connection: identity.connection.name,
        user_id: identityId(identity),
        provider: identity.connection.strategy,
        isSocial: false,
    }));
}

function findSecondary(store: TenantStore, { provider, connection_id: connectionId, user_id }: LinkBody) {
    const prefix = `${provider}|`;
    const unprefixedId = user_id.startsWith(prefix) ? user_id.slice(prefix.length) : user_id;
    const found: Identity[] = [];
    for (const connection of store.connections.values()) {
        if (connection.strategy !== provider || (connectionId !== undefined && connection.id !== connectionId))
            continue;
        const identity = connection.identities.byId.get(unprefixedId);
        if (identity !== undefined) found.push(identity);
    }
    return found[0];
}

// Recorded: these and no others. The name is left out where it is the default.
function profileData(profile: Profile): JsonObject {
    const { email, given_name, family_name, username, nickname, picture, email_verified, name } = formatUser(profile);
    const data = { email, given_name, family_name, username, nickname, picture, email_verified };
    const withName = name === email ? data : { ...data, name };
    return Object.fromEntries(Object.entries(withName).filter(([, value]) => value !== undefined));
}
