import type { JsonObject } from '../entities.ts';
import { customPasswordHashProblems } from '../passwords.ts';
import { type Schema, schemaProblems } from '../schema.ts';

/** Why a user of an import file was refused, as `GET /jobs/{id}/errors` shows it. */
export interface UserError {
    code: string;
    message: string;
    path?: string;
}

/** At every level. @see https://auth0.com/docs/manage-users/user-accounts/metadata/metadata-fields-data (read 2026-11-22) */
const METADATA_NAMES = /^[^.$]*$/;

/** Names that Auth0 keeps for itself. */
const RESERVED_APP_METADATA = [
    '__tenant',
    '_id',
    'blocked',
    'clientID',
    'created_at',
    'email_verified',
    'email',
    'globalClientID',
    'global_client_id',
    'identities',
    'lastIP',
    'lastLogin',
    'loginsCount',
    'metadata',
    'multifactor_last_modified',
    'multifactor',
    'updated_at',
    'user_id',
];

const MFA_FACTOR: Schema = {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    properties: {
        totp: {
            type: 'object',
            additionalProperties: false,
            required: ['secret'],
            properties: { secret: { type: 'string', pattern: /^[A-Z2-7]+$/ } },
        },
        phone: {
            type: 'object',
            additionalProperties: false,
            required: ['value'],
            properties: { value: { type: 'string', pattern: /^\+[0-9]{1,15}$/ } },
        },
        email: {
            type: 'object',
            additionalProperties: false,
            required: ['value'],
            properties: { value: { type: 'string', format: 'email' } },
        },
    },
};

/** @see https://auth0.com/docs/manage-users/user-migration/bulk-user-import-schema (read 2026-08-20) */
const IMPORTED_USER: Schema = {
    type: 'object',
    additionalProperties: false,
    required: ['email'],
    properties: {
        email: { type: 'string', format: 'email' },
        email_verified: { type: 'boolean' },
        phone_number: { type: 'string', pattern: /^\+[0-9]{1,15}$/ },
        phone_verified: { type: 'boolean' },
        user_id: { type: 'string', minLength: 1, maxLength: 255, pattern: /^\S*$/ },
        username: {
            type: 'string',
            minLength: 1,
            maxLength: 128,
            pattern: /^[A-Za-z0-9@`^$!\-#.+'~_]*$/,
            // An e-mail address is no username.
            not: /^[^@]+@[^@.]+\.[^@]+$/,
        },
        given_name: { type: 'string', minLength: 1, maxLength: 150 },
        family_name: { type: 'string', minLength: 1, maxLength: 150 },
        name: { type: 'string', minLength: 1, maxLength: 300 },
        nickname: { type: 'string', minLength: 1, maxLength: 300 },
        picture: { type: 'string', format: 'strict-uri' },
        blocked: { type: 'boolean' },
        password_hash: { type: 'string', pattern: /^\$2[ab]?\$10+\$[./A-Za-z0-9]{53}$/ },
        custom_password_hash: { type: 'object' },
        app_metadata: {
            type: 'object',
            forbiddenProperties: RESERVED_APP_METADATA,
            deepPropertyNames: METADATA_NAMES,
        },
        user_metadata: { type: 'object', deepPropertyNames: METADATA_NAMES },
        mfa_factors: { type: 'array', minItems: 1, maxItems: 10, items: MFA_FACTOR },
    },
};

// Auth0 checks users after it has renamed their fields for itself, and its messages show those names.
const INTERNAL_NAMES: Readonly<Record<string, string>> = {
    password_hash: 'passwordHash',
    user_id: 'identities[0].user_id',
    app_metadata: 'app_metadata',
    user_metadata: 'user_metadata',
    blocked: 'blocked',
    mfa_factors: 'mfa_factors',
};

const REDACTED = '*****';

/** Finds what the closed schema of import files refuses in one user, with Auth0's internal names in paths and messages. */
export function importedUserProblems(user: unknown): UserError[] {
    const found: UserError[] = schemaProblems(IMPORTED_USER, user).map(({ code: zCode, message, path }) => {
        // The one code of the documents' list that is not z-schema's.
        const code = zCode === 'OBJECT_MISSING_REQUIRED_PROPERTY' && path === '' ? 'OBJECT_REQUIRED' : zCode;
        const internal = internalPath(path, message);
        if (internal === '') return { code, message };
        return { code, message: `Error in ${internal} property - ${message}`, path: internal };
    });
    if (!isObject(user)) return found;
    if (Object.hasOwn(user, 'custom_password_hash') && isObject(user['custom_password_hash']))
        found.push(...customPasswordHashProblems(user['custom_password_hash']));
    if (Object.hasOwn(user, 'custom_password_hash') && Object.hasOwn(user, 'password_hash'))
        found.push({ code: 'NOT_PASSED', message: 'Forbidden attribute in appUser: ' });
    return found;
}

/** Hides the secrets of a user that is shown in a job's errors; the record itself stays as it is. */
export function redactedUser(user: unknown): unknown {
    if (!isObject(user)) return user;
    const shown: JsonObject = { ...user };
    if ('password_hash' in shown) shown['password_hash'] = REDACTED;
    if (isObject(shown['custom_password_hash']))
        shown['custom_password_hash'] = redactValues(shown['custom_password_hash']);
    return shown;
}

function redactValues(object: JsonObject): JsonObject {
    return Object.fromEntries(
        Object.entries(object).map(([name, value]) => {
            if (name === 'value') return [name, REDACTED];
            return [name, isObject(value) ? redactValues(value) : value];
        }),
    );
}

function internalPath(path: string, message: string): string {
    if (path === '') return message.startsWith('Missing required') ? 'identities[0].profileData' : '';
    const [field = ''] = path.split(/[.[]/, 1);
    return (INTERNAL_NAMES[field] ?? `identities[0].profileData.${field}`) + path.slice(field.length);
}

function isObject(value: unknown): value is JsonObject {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
