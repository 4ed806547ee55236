import type { JsonObject } from '../entities.ts';
import type { Schema } from '../schema.ts';
import { SEED_USER, type SeedUser } from './seed-line.ts';

/** A user as an import file, an export or the Management API has it, which may name its connection. */
export type PlainUser = Omit<SeedUser, 'connection'> & {
    connection?: string;
    /** The first one is the user's own. */
    identities?: { connection: string; provider: string }[];
    /** Names of second factors, which say nothing of their secrets. */
    multifactor?: string[];
};

/** What a plain user may hold: the fields of a seed's user, and those by which exports say where it came from. */
export const PLAIN_USER: Schema = {
    ...SEED_USER,
    required: [],
    properties: {
        ...SEED_USER.properties,
        identities: {
            type: 'array',
            items: {
                type: 'object',
                required: ['connection', 'provider'],
                properties: { connection: { type: 'string' }, provider: { type: 'string' } },
            },
        },
        multifactor: { type: 'array' },
    },
};

const IDENTIFIERS = ['user_id', 'email', 'username', 'phone_number'];
const EXPORTED_ID = /^auth0\|/;

/** Tells a plain user from an entry with a kind, such as `{"user": {...}}`. */
export function isPlainUser(value: unknown): value is JsonObject {
    return typeof value === 'object' && value !== null && IDENTIFIERS.some((name) => Object.hasOwn(value, name));
}

/** Gives the connection that a plain user names, itself or by its first identity. */
export function namedConnection({ connection, identities }: PlainUser): string | undefined {
    return connection ?? identities?.[0]?.connection;
}

/** Tells whether a plain user belongs to a database: an export of a whole tenant has users of other providers too. */
export function isDatabaseUser({ identities: [first] = [] }: PlainUser): boolean {
    return first === undefined || first.provider === 'auth0';
}

/** Makes a plain user a user of a seed. Exports have the prefix `auth0|` before IDs, import files do not. */
export function toSeedUser(user: PlainUser, connection: string): SeedUser {
    return { ...user, connection, ...(user.user_id && { user_id: user.user_id.replace(EXPORTED_ID, '') }) };
}
