import type { Clock } from '../clock.ts';
import { findLegacyUser, runLegacyScript } from '../custom-database/legacy-database.ts';
import { databaseMode } from '../custom-database/mode.ts';
import type { IdentifierKind, Identity, Profile } from '../entities.ts';
import { ApiError, inexistentUser, invalidBody } from '../errors.ts';
import { hashPassword } from '../passwords.ts';
import { requirePayload } from '../payload.ts';
import type { Schema } from '../schema.ts';
import { type Scripts, scriptOf } from '../scripts/scripts.ts';
import type { TenantStore } from '../store.ts';
import { identifierIndex } from '../user-store.ts';
import { takesUsernames } from './create-user.ts';
import { personalDataOf, requireStrongPassword } from './password-policy.ts';

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
    { clock, scripts }: { clock: Clock; scripts: Scripts },
): Promise<void> {
    const changes = requirePayload(CHANGES, payload) as unknown as ChangesBody;
    const identity = requireIdentity(profile, changes.connection);
    for (const [one, other] of NOT_TOGETHER)
        if (changes[one] !== undefined && changes[other] !== undefined)
            throw invalidBody(`Cannot update ${one} and ${other} simultaneously`);
    if (changes.username !== undefined && !takesUsernames(identity.connection))
        throw invalidBody('Cannot set username for connection without requires_username.');
    const hash = await newHash(identity, changes.password);
    await changeInLegacy(identity, changes, { clock, scripts });

    // From here on nothing waits: a change is made as a whole or not at all.
    if (!store.users.profilesWithId(profile.userId).includes(profile)) throw inexistentUser();
    const identifiers = requireFreeIdentifiers(identity, changes);
    store.users.willChange(profile);
    changeIdentifiers(store, profile, identity, identifiers);
    changeProfile(profile, changes);
    profile.updatedAt = clock.now();
    if (hash === undefined || databaseMode(identity.connection) === 'legacy') return;
    identity.password = { kind: 'bcrypt', hash };
    identity.passwordSetAt = clock.now();
    profile.lastPasswordReset = clock.now();
    store.failedLogins.forgetUser(identity);
}

// What belongs to the custom database while import mode is off, and has no script that could change it there.
const LEGACY_FIELDS = ['given_name', 'family_name', 'name', 'nickname', 'picture'] as const;

/** Scripts for the identifiers beside the address. Auth0's documents name them and no more: they are given what Change Email is given. */
const IDENTIFIER_SCRIPTS = [
    { field: 'username', kind: 'username', script: 'change_username' },
    { field: 'phone_number', kind: 'phoneNumber', script: 'change_phone_number' },
] as const;

async function changeInLegacy(
    identity: Identity,
    changes: ChangesBody,
    { clock, scripts }: { clock: Clock; scripts: Scripts },
): Promise<void> {
    const { connection, email } = identity;
    const mode = databaseMode(connection);
    if (mode === 'auth0') return;
    const isOtherEmail = typeof changes.email === 'string' && changes.email.toLowerCase() !== email;
    if (isOtherEmail && (await findLegacyUser(scripts, connection, changes.email ?? '', clock.now())) !== undefined)
        throw new ApiError(400, 'The specified new email already exists', 'auth0_idp_error');
    if (mode === 'lazy') return;
    const fixed = IDENTIFIER_SCRIPTS.filter(({ script }) => scriptOf(connection, script) === undefined);
    const field = [...fixed.map((one) => one.field), ...LEGACY_FIELDS].find((name) => changes[name] !== undefined);
    if (field !== undefined)
        throw new ApiError(
            400,
            `The following user attributes cannot be updated: ${field}. The connection (${connection.name}) should either be a database connection (using the Auth0 store), a passwordless connection (email or sms) or has disabled 'Sync user profile attributes at each login'.`,
            'operation_not_supported',
        );
    if (isOtherEmail)
        await runLegacyScript(scripts, connection, 'change_email', [
            email,
            changes.email,
            changes.email_verified ?? false,
        ]);
    else if (changes.email_verified === true) await runLegacyScript(scripts, connection, 'verify', [email]);
    for (const { field: name, kind, script } of IDENTIFIER_SCRIPTS)
        if (typeof changes[name] === 'string' && changes[name] !== identity[kind])
            await runLegacyScript(scripts, connection, script, [
                identity[kind],
                changes[name],
                ...(kind === 'phoneNumber' ? [changes.phone_verified ?? false] : []),
            ]);
    if (typeof changes.password === 'string')
        await runLegacyScript(scripts, connection, 'change_password', [email, changes.password]);
}

async function newHash(identity: Identity, password: string | null | undefined): Promise<string | undefined> {
    if (typeof password !== 'string') return undefined;
    requireStrongPassword(identity.connection, password, personalDataOf(identity));
    return hashPassword(password);
}

function requireIdentity(profile: Profile, connectionName: string | undefined): Identity {
    const identity =
        connectionName === undefined
            ? profile.identities[0]
            : profile.identities.find((candidate) => candidate.connection.name === connectionName);
    if (identity === undefined) throw new ApiError(400, 'Connection does not exist.', 'inexistent_connection');
    return identity;
}

const WIRE_NAMES = { email: 'email', username: 'username', phoneNumber: 'phone_number' } as const;

/** The identifiers to write; `undefined` takes one away. */
function requireFreeIdentifiers(identity: Identity, changes: ChangesBody): Map<IdentifierKind, string | undefined> {
    const wanted = new Map<IdentifierKind, string | undefined>();
    for (const kind of ['email', 'username', 'phoneNumber'] as const) {
        const change = changes[WIRE_NAMES[kind]];
        if (change === undefined) continue;
        const value = change?.toLowerCase();
        const holder = value === undefined ? undefined : identifierIndex(identity.connection, kind).get(value);
        if (holder !== undefined && holder !== identity)
            throw new ApiError(400, `The specified new ${WIRE_NAMES[kind]} already exists`, 'auth0_idp_error');
        wanted.set(kind, value);
    }
    return wanted;
}

function changeIdentifiers(
    store: TenantStore,
    profile: Profile,
    identity: Identity,
    identifiers: Map<IdentifierKind, string | undefined>,
): void {
    const isPrimary = profile.identities[0] === identity;
    for (const [kind, value] of identifiers) {
        const isNew = identity[kind] !== value;
        store.users.setIdentifier(identity, kind, value);
        if (!isPrimary) continue;
        profile[kind] = value;
        // A new address is not verified until someone says so.
        const verified = value === undefined ? undefined : false;
        if (isNew && kind === 'email') profile.emailVerified = verified;
        if (isNew && kind === 'phoneNumber') profile.phoneVerified = verified;
    }
}

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
