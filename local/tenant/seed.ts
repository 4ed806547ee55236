import { newClient } from './clients/new-client.ts';
import type { Clock } from './clock.ts';
import { newConnection } from './connections/new-connection.ts';
import type { Connection, JsonObject } from './entities.ts';
import { hashPassword, type StoredPassword } from './passwords.ts';
import { type Schema, schemaProblems } from './schema.ts';
import {
    isDatabaseUser,
    isPlainUser,
    namedConnection,
    PLAIN_USER,
    type PlainUser,
    toSeedUser,
} from './seed/plain-user.ts';
import { readSeedEntries } from './seed/read-lines.ts';
import { SeedError } from './seed/seed-error.ts';
import { SEED_LINE, type SeedUser } from './seed/seed-line.ts';
import type { TenantStore } from './store.ts';
import { findConflict } from './users/conflicts.ts';
import { insertIdentity, insertUser, type NewUser, normalizeIdentifier } from './users/new-user.ts';
import { randomPassword } from './users/random-password.ts';

/** The database that every new tenant of Auth0 has. */
const FIRST_DATABASE = 'Username-Password-Authentication';

/** A client of a seed file, and what it may do on the Management API. */
export interface SeededGrant {
    clientId: string;
    scope: string[];
}

/**
 * Fills a new tenant from a file of connections, clients, users, ghosts and settings, or of plain users. Nothing is checked against the
 * import schema: a seeded tenant may hold what Auth0 let in years ago and refuses today.
 *
 * @param ownClientId - the client for which connections are enabled that don't say for whom
 * @returns the client grants to make once the tenant knows its own address
 * @throws {SeedError} for the first entry that can't be used
 */
export async function loadSeed(
    file: string,
    store: TenantStore,
    clock: Clock,
    ownClientId: string,
): Promise<SeededGrant[]> {
    const grants: SeededGrant[] = [];
    const connections = new Map<string, Connection>();
    const find = (name: string) => connections.get(name) ?? store.connectionNamed(name);
    for await (const { place, value } of readSeedEntries(file)) {
        if (value === undefined)
            throw new SeedError(place, 'Not JSON. Expected one JSON object a line, or one list of them.');
        if (isPlainUser(value)) {
            refuseProblems(PLAIN_USER, value, place);
            const user = value as unknown as PlainUser;
            refuseForeign(user, place);
            const name = namedConnection(user) ?? onlyDatabase(store, place);
            // An export brings the connection that it was made from.
            const connection = find(name) ?? addConnection(store, connections, { name }, ownClientId, place);
            addUser(store, connection, await newUser(toSeedUser(user, name), clock.now()), false, place);
            continue;
        }
        refuseProblems(SEED_LINE, value, place);
        const [entry] = Object.entries(value as Record<string, JsonObject>);
        if (entry === undefined) continue;
        const [kind, content] = entry;
        switch (kind) {
            case 'connection':
                addConnection(store, connections, content, ownClientId, place);
                break;
            case 'client':
                grants.push(...(await addClient(store, content, clock)));
                break;
            case 'settings':
                store.settings = { ...store.settings, ...content };
                break;
            default: {
                const user = content as unknown as SeedUser;
                const connection = find(user.connection);
                if (connection === undefined)
                    throw new SeedError(place, `no connection "${user.connection}" before this entry`);
                addUser(store, connection, await newUser(user, clock.now()), kind === 'ghost', place);
            }
        }
    }
    return grants;
}

function addConnection(
    store: TenantStore,
    connections: Map<string, Connection>,
    content: JsonObject,
    ownClientId: string,
    place: string,
): Connection {
    const { id, ...body } = content as JsonObject & { id?: string; name: string };
    if (store.connectionNamed(body.name) !== undefined) throw new SeedError(place, 'a second connection of this name');
    const connection = newConnection(store.users, { strategy: 'auth0', enabled_clients: [ownClientId], ...body }, id);
    store.connections.set(connection.id, connection);
    connections.set(connection.name, connection);
    return connection;
}

function refuseProblems(schema: Schema, value: unknown, place: string): void {
    const [problem] = schemaProblems(schema, value);
    if (problem !== undefined) throw new SeedError(place, `${problem.message} ${problem.path}`.trim());
}

function refuseForeign(user: PlainUser, place: string): void {
    if (isDatabaseUser(user)) return;
    throw new SeedError(place, 'a user of another provider than `auth0`; only database connections can be seeded');
}

function onlyDatabase(store: TenantStore, place: string): string {
    const databases = store.connections.values().filter(({ strategy }) => strategy === 'auth0');
    const [first, ...others] = databases;
    if (others.length === 0) return first?.name ?? FIRST_DATABASE;
    const count = others.length + 1;
    throw new SeedError(
        place,
        `the tenant has ${count} database connections, and the user names none. Add \`"connection": "<name>"\` to the user`,
    );
}

async function addClient(store: TenantStore, content: JsonObject, clock: Clock): Promise<SeededGrant[]> {
    const { client_id: id, scope, ...body } = content as JsonObject & { client_id?: string; scope?: string[] };
    const client = await newClient(body, clock.now(), id);
    store.clients.set(client.clientId, client);
    return scope === undefined ? [] : [{ clientId: client.clientId, scope }];
}

function addUser(store: TenantStore, connection: Connection, user: NewUser, isGhost: boolean, place: string): void {
    const conflict = findConflict(connection, user);
    if (conflict !== undefined) throw new SeedError(place, `the connection has a user with this ${conflict.key}`);
    if (isGhost) insertIdentity(store.users, connection, user);
    else insertUser(store.users, connection, user);
}

async function newUser(user: SeedUser, nowMs: number): Promise<NewUser> {
    return {
        id: user.user_id,
        email: normalizeIdentifier(user.email),
        emailVerified: user.email_verified,
        username: normalizeIdentifier(user.username),
        phoneNumber: user.phone_number,
        phoneVerified: user.phone_verified,
        name: user.name,
        nickname: user.nickname,
        givenName: user.given_name,
        familyName: user.family_name,
        picture: user.picture,
        gravatarHost: 's',
        blocked: user.blocked,
        userMetadata: user.user_metadata && JSON.stringify(user.user_metadata),
        appMetadata: user.app_metadata && JSON.stringify(user.app_metadata),
        mfaFactors: user.mfa_factors && JSON.stringify(user.mfa_factors),
        password: await storedPassword(user),
        createdAt: time(user.created_at) ?? nowMs,
        updatedAt: time(user.updated_at),
        lastLogin: time(user.last_login),
        lastIp: user.last_ip,
        loginsCount: user.logins_count,
        lastPasswordReset: time(user.last_password_reset),
    };
}

async function storedPassword(user: SeedUser): Promise<StoredPassword> {
    if (user.password_hash !== undefined) return { kind: 'bcrypt', hash: user.password_hash };
    if (user.custom_password_hash !== undefined) return { kind: 'custom', custom: user.custom_password_hash };
    if (user.password !== undefined) return { kind: 'bcrypt', hash: await hashPassword(user.password) };
    return randomPassword();
}

function time(text: string | undefined): number | undefined {
    return text === undefined ? undefined : Date.parse(text);
}
