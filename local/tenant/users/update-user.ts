import type { Identity, Profile } from '../entities.ts';
import { ApiError, invalidBody } from '../errors.ts';
import { hashPassword } from '../passwords.ts';
import { requirePayload } from '../payload.ts';
import type { Schema } from '../schema.ts';
import type { TenantStore } from '../store.ts';
import { takesUsernames } from './create-user.ts';
import { requireStrongPassword } from './password-policy.ts';

const CHANGES: Schema = {
    type: 'object',
    additionalProperties: false,
    properties: {
        connection: { type: 'string', minLength: 1 },
        client_id: { type: 'string', minLength: 1 },
        email: { type: ['string', 'null'], format: 'email' },
        email_verified: { type: 'boolean' },
        verify_email: { type: 'boolean' },
        phone_number: { type: ['string', 'null'], pattern: /^\+[0-9]{1,15}$/ },
        phone_verified: { type: 'boolean' },
        verify_phone_number: { type: 'boolean' },
        verify_password: { type: 'boolean' },
        username: { type: ['string', 'null'], minLength: 1, maxLength: 128 },
        password: { type: ['string', 'null'], minLength: 1 },
        given_name: { type: ['string', 'null'], minLength: 1, maxLength: 150 },
        family_name: { type: ['string', 'null'], minLength: 1, maxLength: 150 },
        name: { type: ['string', 'null'], minLength: 1, maxLength: 300 },
        nickname: { type: ['string', 'null'], minLength: 1, maxLength: 300 },
        picture: { type: ['string', 'null'], format: 'strict-uri' },
        blocked: { type: 'boolean' },
        user_metadata: { type: ['object', 'null'] },
        app_metadata: { type: ['object', 'null'] },
    },
};

interface ChangesBody {
    connection?: string;
    email?: string | null;
    email_verified?: boolean;
    phone_number?: string | null;
    phone_verified?: boolean;
    username?: string | null;
    password?: string | null;
    given_name?: string | null;
    family_name?: string | null;
    name?: string | null;
    nickname?: string | null;
    picture?: string | null;
    blocked?: boolean;
    user_metadata?: Metadata | null;
    app_metadata?: Metadata | null;
}

type Metadata = Record<string, unknown>;

const NOT_TOGETHER: [keyof ChangesBody, keyof ChangesBody][] = [
    ['password', 'email'],
    ['password', 'email_verified'],
    ['username', 'email'],
    ['username', 'email_verified'],
    ['username', 'password'],
];

/**
 * Changes a user, as `PATCH /users/{id}` does: root fields are replaced, metadata is merged at its first level.
 *
 * @throws {ApiError} 400 for changes that Auth0 doesn't take, or takes only one at a time
 */
export async function updateUser(
    store: TenantStore,
    profile: Profile,
    payload: unknown,
    nowMs: () => number,
): Promise<void> {
    const changes = requirePayload(CHANGES, payload) as unknown as ChangesBody;
    const identity = requireIdentity(profile, changes.connection);
    for (const [one, other] of NOT_TOGETHER)
        if (changes[one] !== undefined && changes[other] !== undefined)
            throw invalidBody(`Cannot update ${one} and ${other} simultaneously`);
    if (changes.username !== undefined && !takesUsernames(identity.connection))
        throw invalidBody('Cannot set username for connection without requires_username.');
    if (typeof changes.password === 'string') {
        requireStrongPassword(identity.connection, changes.password);
        const hash = await hashPassword(changes.password);
        identity.password = { kind: 'bcrypt', hash };
        identity.passwordSetAt = nowMs();
        profile.lastPasswordReset = identity.passwordSetAt;
    }
    changeIdentifiers(store, profile, identity, changes);
    changeProfile(profile, changes);
    profile.updatedAt = nowMs();
}

function requireIdentity(profile: Profile, connectionName: string | undefined): Identity {
    const identity =
        connectionName === undefined
            ? profile.identities[0]
            : profile.identities.find((candidate) => candidate.connection.name === connectionName);
    if (identity === undefined) throw new ApiError(400, 'Connection does not exist.', 'inexistent_connection');
    return identity;
}

function changeIdentifiers(store: TenantStore, profile: Profile, identity: Identity, changes: ChangesBody): void {
    const wanted = [
        ['email', changes.email?.toLowerCase() ?? changes.email],
        ['username', changes.username?.toLowerCase() ?? changes.username],
        ['phoneNumber', changes.phone_number],
    ] as const;
    const { byEmail, byUsername, byPhoneNumber } = identity.connection.identities;
    const indexes = { email: byEmail, username: byUsername, phoneNumber: byPhoneNumber };
    for (const [kind, value] of wanted) {
        const holder = typeof value === 'string' ? indexes[kind].get(value) : undefined;
        if (holder !== undefined && holder !== identity)
            throw new ApiError(400, `The specified new ${LABELS[kind]} already exists`, 'auth0_idp_error');
    }
    const isPrimary = profile.identities[0] === identity;
    for (const [kind, value] of wanted) {
        if (value === undefined) continue;
        const isNew = identity[kind] !== (value ?? undefined);
        store.users.setIdentifier(identity, kind, value ?? undefined);
        if (!isPrimary) continue;
        profile[kind] = value ?? undefined;
        // A new address is not verified until someone says so.
        if (isNew && kind === 'email') profile.emailVerified = value === null ? undefined : false;
        if (isNew && kind === 'phoneNumber') profile.phoneVerified = value === null ? undefined : false;
    }
}

const LABELS = { email: 'email', username: 'username', phoneNumber: 'phone_number' };

function changeProfile(profile: Profile, changes: ChangesBody): void {
    profile.emailVerified = changes.email_verified ?? profile.emailVerified;
    profile.phoneVerified = changes.phone_verified ?? profile.phoneVerified;
    profile.blocked = changes.blocked ?? profile.blocked;
    profile.givenName = changed(profile.givenName, changes.given_name);
    profile.familyName = changed(profile.familyName, changes.family_name);
    profile.name = changed(profile.name, changes.name);
    profile.nickname = changed(profile.nickname, changes.nickname);
    profile.picture = changed(profile.picture, changes.picture);
    if (changes.user_metadata !== undefined)
        profile.userMetadata = JSON.stringify(mergedMetadata(profile.userMetadata, changes.user_metadata));
    if (changes.app_metadata !== undefined) {
        const merged = mergedMetadata(profile.appMetadata, changes.app_metadata);
        // Recorded: cleared user_metadata is shown as `{}`, cleared app_metadata not at all.
        profile.appMetadata = Object.keys(merged).length === 0 ? undefined : JSON.stringify(merged);
    }
}

function changed(current: string | undefined, change: string | null | undefined): string | undefined {
    return change === undefined ? current : (change ?? undefined);
}

function mergedMetadata(current: string | undefined, change: Metadata | null): Metadata {
    if (change === null || Object.keys(change).length === 0) return {};
    const before = current === undefined ? {} : (JSON.parse(current) as Metadata);
    // Not an assignment by name: a key called __proto__ must stay a key.
    return Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== null));
}
