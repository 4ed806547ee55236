import type { JsonObject } from '../entities.ts';
import type { CustomPasswordHash } from '../passwords.ts';
import type { Schema } from '../schema.ts';

/** What a user or a ghost of a seed file may hold. */
export const SEED_USER: Schema = {
    type: 'object',
    additionalProperties: false,
    required: ['connection'],
    properties: {
        connection: { type: 'string' },
        user_id: { type: 'string' },
        email: { type: 'string' },
        email_verified: { type: 'boolean' },
        username: { type: 'string' },
        phone_number: { type: 'string' },
        phone_verified: { type: 'boolean' },
        name: { type: 'string' },
        nickname: { type: 'string' },
        given_name: { type: 'string' },
        family_name: { type: 'string' },
        picture: { type: 'string' },
        blocked: { type: 'boolean' },
        password: { type: 'string' },
        password_hash: { type: 'string' },
        custom_password_hash: { type: 'object' },
        app_metadata: { type: 'object' },
        user_metadata: { type: 'object' },
        mfa_factors: { type: 'array' },
        created_at: { type: 'string' },
        updated_at: { type: 'string' },
        last_login: { type: 'string' },
        last_ip: { type: 'string' },
        logins_count: { type: 'integer', minimum: 0 },
        last_password_reset: { type: 'string' },
    },
};

/** What a line of a seed file may hold: one of these names, and its value. */
export const SEED_LINE: Schema = {
    type: 'object',
    additionalProperties: false,
    maxProperties: 1,
    properties: {
        connection: {
            type: 'object',
            required: ['name'],
            properties: {
                id: { type: 'string', pattern: /^con_[A-Za-z0-9]{16}$/ },
                name: { type: 'string', minLength: 1 },
                strategy: { type: 'string', minLength: 1 },
                enabled_clients: { type: 'array', items: { type: 'string' } },
            },
        },
        client: {
            type: 'object',
            required: ['name'],
            properties: {
                name: { type: 'string' },
                client_id: { type: 'string', minLength: 1 },
                client_secret: { type: 'string', minLength: 1 },
                scope: { type: 'array', items: { type: 'string' } },
            },
        },
        user: SEED_USER,
        ghost: SEED_USER,
        settings: { type: 'object' },
    },
};

/** A user of a seed file: the fields of an import file, and those that only Auth0 itself writes. */
export interface SeedUser {
    connection: string;
    user_id?: string;
    email?: string;
    email_verified?: boolean;
    username?: string;
    phone_number?: string;
    phone_verified?: boolean;
    name?: string;
    nickname?: string;
    given_name?: string;
    family_name?: string;
    picture?: string;
    blocked?: boolean;
    password?: string;
    password_hash?: string;
    custom_password_hash?: CustomPasswordHash;
    app_metadata?: JsonObject;
    user_metadata?: JsonObject;
    mfa_factors?: JsonObject[];
    created_at?: string;
    updated_at?: string;
    last_login?: string;
    last_ip?: string;
    logins_count?: number;
    last_password_reset?: string;
}
