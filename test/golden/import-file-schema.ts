const encoding = { enum: ['base64', 'hex', 'utf8'] };
const metadata = { type: 'object' };

/**
 * Auth0's schema of an import file, as its documents give it.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-import-schema (read 2026-11-21)
 */
export const IMPORT_FILE_SCHEMA = {
    type: 'array',
    minItems: 1,
    items: {
        type: 'object',
        required: ['email'],
        additionalProperties: false,
        properties: {
            email: { type: 'string', format: 'email' },
            email_verified: { type: 'boolean' },
            phone_number: { type: 'string', pattern: '^\\+[0-9]{1,15}$' },
            phone_verified: { type: 'boolean' },
            user_id: { type: 'string', maxLength: 255, pattern: '^\\S*$' },
            username: { type: 'string', minLength: 1, maxLength: 128 },
            given_name: { type: 'string', minLength: 1, maxLength: 150 },
            family_name: { type: 'string', minLength: 1, maxLength: 150 },
            name: { type: 'string', minLength: 1, maxLength: 300 },
            nickname: { type: 'string', minLength: 1, maxLength: 300 },
            picture: { type: 'string', format: 'uri' },
            blocked: { type: 'boolean' },
            password_hash: { type: 'string', pattern: '^\\$2[ab]?\\$10+\\$[./A-Za-z0-9]{53}$' },
            custom_password_hash: {
                type: 'object',
                required: ['algorithm', 'hash'],
                additionalProperties: false,
                properties: {
                    algorithm: {
                        enum: ['argon2', 'bcrypt', 'hmac', 'ldap', 'md4', 'md5', 'sha1', 'sha256', 'sha512', 'pbkdf2', 'scrypt'],
                    },
                    hash: {
                        type: 'object',
                        required: ['value'],
                        properties: { value: { type: 'string' }, encoding, digest: { type: 'string' }, key: { type: 'object' } },
                    },
                    salt: {
                        type: 'object',
                        required: ['value'],
                        properties: { value: { type: 'string' }, encoding, position: { enum: ['prefix', 'suffix'] } },
                    },
                    password: { type: 'object' },
                    keylen: { type: 'integer' },
                    cost: { type: 'integer' },
                    blockSize: { type: 'integer' },
                    parallelization: { type: 'integer' },
                },
            },
            app_metadata: metadata,
            user_metadata: metadata,
            mfa_factors: {
                type: 'array',
                minItems: 1,
                maxItems: 10,
                items: {
                    type: 'object',
                    minProperties: 1,
                    maxProperties: 1,
                    additionalProperties: false,
                    properties: {
                        totp: { type: 'object', required: ['secret'], properties: { secret: { pattern: '^[A-Z2-7]+$' } } },
                        phone: { type: 'object', required: ['value'], properties: { value: { pattern: '^\\+[0-9]{1,15}$' } } },
                        email: { type: 'object', required: ['value'], properties: { value: { format: 'email' } } },
                    },
                },
            },
        },
    },
};
