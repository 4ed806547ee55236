import type { Clock } from '../clock.ts';
import { findLegacyUser, leaveGhost, runLegacyScript } from '../custom-database/legacy-database.ts';
import { databaseMode } from '../custom-database/mode.ts';
import type { Connection, Profile } from '../entities.ts';
import { ApiError, invalidBody } from '../errors.ts';
import { hashPassword } from '../passwords.ts';
import { requirePayload } from '../payload.ts';
import type { Schema } from '../schema.ts';
import type { Scripts } from '../scripts/scripts.ts';
import type { TenantStore } from '../store.ts';
import type { UnverifiedChoices } from '../unverified.ts';
import { findConflict } from './conflicts.ts';
import { insertUser, normalizeIdentifier } from './new-user.ts';
import { requireStrongPassword } from './password-policy.ts';

const NEW_USER: Schema = {
    type: 'object',
    additionalProperties: false,
    required: ['connection'],
    properties: {
        connection: { type: 'string', minLength: 1 },
        email: { type: 'string', format: 'email' },
        phone_number: { type: 'string', pattern: /^\+[0-9]{1,15}$/ },
        username: { type: 'string', minLength: 1, maxLength: 128 },
        password: { type: 'string', minLength: 1 },
        user_id: { type: 'string', maxLength: 255, pattern: /^\S*$/ },
        email_verified: { type: 'boolean' },
        phone_verified: { type: 'boolean' },
        verify_email: { type: 'boolean' },
        given_name: { type: 'string', minLength: 1, maxLength: 150 },
        family_name: { type: 'string', minLength: 1, maxLength: 150 },
        name: { type: 'string', minLength: 1, maxLength: 300 },
        nickname: { type: 'string', minLength: 1, maxLength: 300 },
        picture: { type: 'string', format: 'strict-uri' },
        blocked: { type: 'boolean' },
        user_metadata: { type: 'object' },
        app_metadata: { type: 'object' },
    },
};

interface NewUserBody {
    connection: string;
    email?: string;
    phone_number?: string;
    username?: string;
    password?: string;
    user_id?: string;
    email_verified?: boolean;
    phone_verified?: boolean;
    given_name?: string;
    family_name?: string;
    name?: string;
    nickname?: string;
    picture?: string;
    blocked?: boolean;
    user_metadata?: object;
    app_metadata?: object;
}

/**
 * Creates a user, as `POST /users` does.
 *
 * @throws {ApiError} 400 for a body, connection or password that doesn't do; 409 when the connection, ghosts included, has such a user
 */
export async function createUser(
    store: TenantStore,
    payload: unknown,
    { clock, scripts, unverified }: { clock: Clock; scripts: Scripts; unverified: UnverifiedChoices },
): Promise<Profile> {
    const body = requirePayload(NEW_USER, payload) as unknown as NewUserBody;
    const connection = requireWritableConnection(store, body.connection);
    if (body.username !== undefined && !takesUsernames(connection))
        throw invalidBody('Cannot set username for connection without requires_username.');
    if (body.email === undefined && body.username === undefined && body.phone_number === undefined)
        throw invalidBody("Payload validation error: 'Missing required property: email'.");
    if (body.password === undefined)
        throw invalidBody("Payload validation error: 'Missing required property: password'.");
    requireStrongPassword(connection, body.password, body);

    const hash = await hashPassword(body.password);
    const keys = {
        id: body.user_id === '' ? undefined : body.user_id,
        email: normalizeIdentifier(body.email),
        username: normalizeIdentifier(body.username),
        phoneNumber: body.phone_number,
    };
    const legacyId = await createInLegacy(store, connection, body, { clock, scripts });
    // Only now: another request may have come first while the hash was computed.
    requireWritableConnection(store, body.connection);
    if (findConflict(connection, keys) !== undefined) throw userExists();
    const isIdTaken = store.users.profilesWithId(`auth0|${keys.id ?? ''}`).length > 0;
    if (isIdTaken && unverified.has('duplicate-id-conflicts')) throw userExists();
    return insertUser(store.users, connection, {
        ...keys,
        id: legacyId ?? keys.id,
        emailVerified: body.email_verified,
        phoneVerified: body.phone_verified,
        givenName: body.given_name,
        familyName: body.family_name,
        name: body.name,
        nickname: body.nickname,
        picture: body.picture,
        gravatarHost: 's',
        blocked: body.blocked,
        userMetadata: body.user_metadata && JSON.stringify(body.user_metadata),
        appMetadata: body.app_metadata && JSON.stringify(body.app_metadata),
        password: databaseMode(connection) === 'legacy' ? undefined : { kind: 'bcrypt', hash },
        createdAt: clock.now(),
    });
}

// Get User decides whether there is such a user already; with import mode off, Create makes them there.
async function createInLegacy(
    store: TenantStore,
    connection: Connection,
    body: NewUserBody,
    { clock, scripts }: { clock: Clock; scripts: Scripts },
): Promise<string | undefined> {
    const mode = databaseMode(connection);
    const identifier = body.email ?? body.username ?? body.phone_number;
    if (mode === 'auth0' || identifier === undefined) return undefined;
    const known = await findLegacyUser(scripts, connection, identifier.toLowerCase(), clock.now());
    if (known !== undefined) {
        leaveGhost(store.users, connection, known, normalizeIdentifier(body.email));
        throw userExists();
    }
    if (mode === 'lazy') return undefined;
    await runLegacyScript(scripts, connection, 'create', [{ ...body, tenant: 'local' }]);
    return (await findLegacyUser(scripts, connection, identifier.toLowerCase(), clock.now()))?.id;
}

function userExists(): ApiError {
    return new ApiError(409, 'The user already exists.', 'auth0_idp_error');
}

function requireWritableConnection(store: TenantStore, name: string): Connection {
    const connection = store.connectionNamed(name);
    if (connection === undefined) throw new ApiError(400, 'Connection does not exist.', 'inexistent_connection');
    if (connection.strategy !== 'auth0')
        throw new ApiError(
            400,
            'Connection does not support user creation through the API. It must either be a database or passwordless connection.',
            'operation_not_supported',
        );
    if (connection.enabledClients.size === 0)
        throw new ApiError(400, 'Connection is disabled.', 'connection_is_disabled');
    return connection;
}

/** Says whether users of a connection can have usernames: it requires them, or has them among its flexible identifiers. */
export function takesUsernames(connection: Connection): boolean {
    const attributes = connection.options['attributes'];
    const isAttribute = typeof attributes === 'object' && attributes !== null && 'username' in attributes;
    return isAttribute || connection.options['requires_username'] === true;
}
