import { createHash } from 'node:crypto';
import { shownOptions } from './connections/encrypted-configuration.ts';
import type { Client, ClientGrant, Connection, JsonObject, Profile } from './entities.ts';
import { identityId } from './identity-id.ts';

/** Shows a user as the Management API does; keys without a value are absent. */
export function formatUser(profile: Profile): JsonObject {
    return withoutUndefined({
        blocked: profile.blocked,
        created_at: isoTime(profile.createdAt),
        email: profile.email,
        email_verified: profile.emailVerified,
        family_name: profile.familyName,
        given_name: profile.givenName,
        identities: profile.identities.map((identity, index) => ({
            ...(index > 0 && { profileData: identity.linkedProfileData ?? { email: identity.email } }),
            connection: identity.connection.name,
            user_id: identityId(identity),
            provider: identity.connection.strategy,
            isSocial: false,
        })),
        name: profile.name,
        nickname: profile.nickname,
        picture: profile.picture ?? gravatar(profile),
        updated_at: isoTime(profile.updatedAt),
        user_id: profile.userId,
        user_metadata: parsed(profile.userMetadata),
        username: profile.username,
        phone_number: profile.phoneNumber,
        phone_verified: profile.phoneVerified,
        last_password_reset: isoTime(profile.lastPasswordReset),
        app_metadata: parsed(profile.appMetadata),
        last_ip: profile.lastIp,
        last_login: isoTime(profile.lastLogin),
        logins_count: profile.loginsCount === 0 ? undefined : profile.loginsCount,
    });
}

/** Shows a connection. */
export function formatConnection(connection: Connection): JsonObject {
    return {
        id: connection.id,
        options: shownOptions(connection),
        strategy: connection.strategy,
        name: connection.name,
        is_domain_connection: connection.isDomainConnection,
        ...connection.attributes,
        realms: connection.realms,
        enabled_clients: [...connection.enabledClients],
    };
}

/** Shows a client, with its secret to those who may see keys. Of its credentials there are only the IDs. */
export function formatClient(client: Client, maySeeKeys: boolean): JsonObject {
    const { client_authentication_methods: methods, ...attributes } = client.attributes;
    if (methods === undefined) return formatCreatedClient(client, maySeeKeys);
    const shown = JSON.parse(JSON.stringify(methods), (key, value: unknown) =>
        key === 'credentials' && Array.isArray(value) ? value.map(({ id }: { id: string }) => ({ id })) : value,
    ) as JsonObject;
    return formatCreatedClient(
        { ...client, attributes: { ...attributes, client_authentication_methods: shown } },
        maySeeKeys,
    );
}

/** Shows a client that was just created: its credentials appear in full, this once. */
export function formatCreatedClient(client: Client, maySeeKeys: boolean): JsonObject {
    const { name, description, signing_keys, ...rest } = client.attributes;
    return withoutUndefined({
        name,
        description,
        client_id: client.clientId,
        ...(maySeeKeys && { client_secret: client.clientSecret, signing_keys }),
        ...rest,
    });
}

/** Shows a client grant. */
export function formatClientGrant(grant: ClientGrant): JsonObject {
    return withoutUndefined({
        id: grant.id,
        client_id: grant.clientId,
        audience: grant.audience,
        scope: grant.scope,
        subject_type: 'client',
        ...grant.attributes,
    });
}

/** Shows a time as Auth0 does, such as `2023-01-25T17:48:14.784Z`. */
export function isoTime(timeMs: number): string;
export function isoTime(timeMs: number | undefined): string | undefined;
export function isoTime(timeMs: number | undefined): string | undefined {
    return timeMs === undefined ? undefined : new Date(timeMs).toISOString();
}

function parsed(json: string | undefined): unknown {
    return json === undefined ? undefined : JSON.parse(json);
}

function gravatar(profile: Profile): string {
    const seed = profile.email ?? profile.name ?? profile.userId;
    const hash = createHash('md5').update(seed).digest('hex');
    const initials = seed.slice(0, 2).toLowerCase();
    return `https://${profile.gravatarHost}.gravatar.com/avatar/${hash}?s=480&r=pg&d=https%3A%2F%2Fcdn.auth0.com%2Favatars%2F${encodeURIComponent(initials)}.png`;
}

function withoutUndefined(object: JsonObject): JsonObject {
    // A new object: one from which keys were deleted is slow to read.
    const present: JsonObject = {};
    for (const key of Object.keys(object)) if (object[key] !== undefined) present[key] = object[key];
    return present;
}
