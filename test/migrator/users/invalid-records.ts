import { type ImportProblemCode, MAX_PROFILE_BYTES } from '../../../migrator/users/import-schema.ts';

/** The address of an invalid record whose address is not what is wrong. */
export const EMAIL = 'ada@example.com';
/** What follows revision and cost in a bcrypt hash. */
export const BCRYPT_TAIL = 'vTNtOWhKVVLxCQDePmmsa.Loz9RuwwWajZtkchIVLIu4/.ncSTwfq';
/** A hash as an import file carries it. */
export const MD5 = { algorithm: 'md5', hash: { value: '5f4dcc3b5aa765d61d8327deb882cf99', encoding: 'hex' } };

/** A record that breaks one rule of the bulk import. */
export interface InvalidRecord {
    readonly what: string;
    readonly user: unknown;
    readonly code: ImportProblemCode;
    /** Path of the field that breaks it. */
    readonly path: string;
}

const RULES: readonly [string, unknown, ImportProblemCode, string][] = [
    ['a user that is no object', 'x', 'NOT_AN_OBJECT', ''],
    ['an array', [], 'NOT_AN_OBJECT', ''],
    ['null', null, 'NOT_AN_OBJECT', ''],
    ['no e-mail address', {}, 'EMAIL_MISSING', 'email'],
    ['an e-mail address that is null', { email: null }, 'WRONG_TYPE', 'email'],
    ['an e-mail address that is a number', { email: 5 }, 'WRONG_TYPE', 'email'],
    ['an e-mail address without @', { email: 'ada' }, 'EMAIL_INVALID', 'email'],
    ['an e-mail address without a domain', { email: 'ada144@' }, 'EMAIL_INVALID', 'email'],
    ['an e-mail address without a local part', { email: '@example.com' }, 'EMAIL_INVALID', 'email'],
    ['an e-mail address at a bare host', { email: 'ada@localhost' }, 'EMAIL_INVALID', 'email'],
    ['an e-mail address with two @', { email: 'a@b@example.com' }, 'EMAIL_INVALID', 'email'],
    ['an e-mail address with a space', { email: 'a da@example.com' }, 'EMAIL_INVALID', 'email'],
    ['an e-mail address with two dots', { email: 'a..b@example.com' }, 'EMAIL_INVALID', 'email'],
    ['an e-mail address with a dot before the @', { email: 'a.@example.com' }, 'EMAIL_INVALID', 'email'],
    ['a domain with a hyphen at the edge', { email: 'a@-example.com' }, 'EMAIL_INVALID', 'email'],
    ['a domain with a long label', { email: `a@${'b'.repeat(64)}.com` }, 'EMAIL_INVALID', 'email'],
    ['a top domain of digits', { email: 'a@127.0.0.01' }, 'EMAIL_INVALID', 'email'],
    ['an e-mail address with a letter outside ASCII', { email: 'ä@example.com' }, 'EMAIL_INVALID', 'email'],
    ['a local part of 65 characters', { email: `${'a'.repeat(65)}@example.com` }, 'EMAIL_TOO_LONG', 'email'],
    ['an e-mail address of 255 characters', { email: emailOf(255) }, 'EMAIL_TOO_LONG', 'email'],
    ['email_verified as text', { email_verified: 'true' }, 'WRONG_TYPE', 'email_verified'],
    ['phone_verified as a number', { phone_verified: 1 }, 'WRONG_TYPE', 'phone_verified'],
    ['blocked as null', { blocked: null }, 'WRONG_TYPE', 'blocked'],
    ['a phone number without +', { phone_number: '12125550001' }, 'PHONE_NUMBER_INVALID', 'phone_number'],
    ['a phone number of 16 digits', { phone_number: '+1234567890123456' }, 'PHONE_NUMBER_INVALID', 'phone_number'],
    ['a phone number with a line end', { phone_number: '+12125550001\n' }, 'PHONE_NUMBER_INVALID', 'phone_number'],
    ['a user_id with white space', { user_id: 'a b' }, 'USER_ID_INVALID', 'user_id'],
    ['a user_id of 256 characters', { user_id: 'a'.repeat(256) }, 'USER_ID_INVALID', 'user_id'],
    ['a user_id that is a number', { user_id: 5 }, 'WRONG_TYPE', 'user_id'],
    ['an empty username', { username: '' }, 'TEXT_EMPTY', 'username'],
    ['a username of 129 characters', { username: 'a'.repeat(129) }, 'TEXT_TOO_LONG', 'username'],
    ['a username with a space', { username: 'a b' }, 'USERNAME_INVALID', 'username'],
    ['a username with a letter outside ASCII', { username: 'ä' }, 'USERNAME_INVALID', 'username'],
    ['a username that is an e-mail address', { username: EMAIL }, 'USERNAME_INVALID', 'username'],
    ['an empty given_name', { given_name: '' }, 'TEXT_EMPTY', 'given_name'],
    ['a given_name of 151 characters', { given_name: 'a'.repeat(151) }, 'TEXT_TOO_LONG', 'given_name'],
    ['a family_name of 151 characters', { family_name: 'a'.repeat(151) }, 'TEXT_TOO_LONG', 'family_name'],
    ['a name of 301 characters', { name: '😀'.repeat(301) }, 'TEXT_TOO_LONG', 'name'],
    ['a nickname of 301 characters', { nickname: 'a'.repeat(301) }, 'TEXT_TOO_LONG', 'nickname'],
    ['a nickname that is an object', { nickname: {} }, 'WRONG_TYPE', 'nickname'],
    ['a picture that is no address', { picture: 'ada.png' }, 'PICTURE_INVALID', 'picture'],
    ['a picture that is a script', { picture: 'javascript:alert(1)' }, 'PICTURE_INVALID', 'picture'],
    ['a picture without a host', { picture: 'https://' }, 'PICTURE_INVALID', 'picture'],
    [
        'bcrypt of cost 12 in password_hash',
        { password_hash: `$2b$12$${BCRYPT_TAIL}` },
        'PASSWORD_HASH_INVALID',
        'password_hash',
    ],
    [
        'bcrypt of 2y in password_hash',
        { password_hash: `$2y$10$${BCRYPT_TAIL}` },
        'PASSWORD_HASH_INVALID',
        'password_hash',
    ],
    ['a damaged password_hash', { password_hash: `$2a$10$${BCRYPT_TAIL}x` }, 'PASSWORD_HASH_INVALID', 'password_hash'],
    [
        'both hashes',
        { password_hash: `$2b$10$${BCRYPT_TAIL}`, custom_password_hash: MD5 },
        'PASSWORD_HASH_TWICE',
        'custom_password_hash',
    ],
    [
        'a custom_password_hash that is text',
        { custom_password_hash: 'x' },
        'CUSTOM_PASSWORD_HASH_INVALID',
        'custom_password_hash',
    ],
    [
        'a digest in utf8',
        { custom_password_hash: { ...MD5, hash: { value: 'x', encoding: 'utf8' } } },
        'CUSTOM_PASSWORD_HASH_INVALID',
        'custom_password_hash.hash.encoding',
    ],
    ['app_metadata that is a list', { app_metadata: [] }, 'WRONG_TYPE', 'app_metadata'],
    ['user_metadata that is null', { user_metadata: null }, 'WRONG_TYPE', 'user_metadata'],
    [
        'a reserved key in app_metadata',
        { app_metadata: { __tenant: 'x' } },
        'METADATA_KEY_RESERVED',
        'app_metadata.__tenant',
    ],
    ['a dot in a key', { user_metadata: { 'a.b': 1 } }, 'METADATA_KEY_INVALID', 'user_metadata'],
    ['a dollar in a deep key', { app_metadata: { a: [{ b: { $c: 1 } }] } }, 'METADATA_KEY_INVALID', 'app_metadata'],
    ['a value that is no JSON', { user_metadata: { a: [Number.NaN] } }, 'METADATA_NOT_JSON', 'user_metadata'],
    ['a function', { user_metadata: { a: () => 1 } }, 'METADATA_NOT_JSON', 'user_metadata'],
    ['mfa_factors that are no list', { mfa_factors: {} }, 'WRONG_TYPE', 'mfa_factors'],
    ['no factors', { mfa_factors: [] }, 'MFA_FACTORS_INVALID', 'mfa_factors'],
    [
        'eleven factors',
        { mfa_factors: Array.from({ length: 11 }, () => ({ phone: { value: '+1' } })) },
        'MFA_FACTORS_INVALID',
        'mfa_factors',
    ],
    [
        'two factors in one',
        { mfa_factors: [{ phone: { value: '+1' }, email: { value: EMAIL } }] },
        'MFA_FACTORS_INVALID',
        'mfa_factors[0]',
    ],
    ['an empty factor', { mfa_factors: [{ phone: { value: '+1' } }, {}] }, 'MFA_FACTORS_INVALID', 'mfa_factors[1]'],
    ['an unknown factor', { mfa_factors: [{ webauthn: {} }] }, 'MFA_FACTORS_INVALID', 'mfa_factors[0]'],
    ['a factor of the prototype', { mfa_factors: [{ constructor: {} }] }, 'MFA_FACTORS_INVALID', 'mfa_factors[0]'],
    // Of the sample that came with the Auth0 CLI: 1, 8 and 9 are not base32.
    [
        'a TOTP secret with digits that base32 lacks',
        { mfa_factors: [{ totp: { secret: 'JTF18P5973P1KCZN' } }] },
        'MFA_FACTORS_INVALID',
        'mfa_factors[0]',
    ],
    [
        'a TOTP secret with more beside it',
        { mfa_factors: [{ totp: { secret: 'AA', digits: 6 } }] },
        'MFA_FACTORS_INVALID',
        'mfa_factors[0]',
    ],
    ['a factor that is a text', { mfa_factors: ['+1'] }, 'MFA_FACTORS_INVALID', 'mfa_factors[0]'],
    ['a phone factor without +', { mfa_factors: [{ phone: { value: '1' } }] }, 'MFA_FACTORS_INVALID', 'mfa_factors[0]'],
    [
        'an e-mail factor that is none',
        { mfa_factors: [{ email: { value: 'ada' } }] },
        'MFA_FACTORS_INVALID',
        'mfa_factors[0]',
    ],
    [
        'a property that is not in the schema',
        { password_algorithm: 'bcrypt' },
        'PROPERTY_NOT_ALLOWED',
        'password_algorithm',
    ],
    ['a property called __proto__', JSON.parse('{"__proto__":{}}'), 'PROPERTY_NOT_ALLOWED', '__proto__'],
    ['a property called constructor', { constructor: 1 }, 'PROPERTY_NOT_ALLOWED', 'constructor'],
    ['metadata of more than 10 KB', { user_metadata: { a: 'x'.repeat(MAX_PROFILE_BYTES) } }, 'PROFILE_TOO_LARGE', ''],
    [
        'metadata of more than 10 KB in UTF-8 only',
        { user_metadata: { a: 'ä'.repeat(MAX_PROFILE_BYTES / 2) } },
        'PROFILE_TOO_LARGE',
        '',
    ],
];

/** Records that break one rule each; together they break every rule. */
export const INVALID_RECORDS: readonly InvalidRecord[] = RULES.map(([what, part, code, path]) => ({
    what,
    user:
        isObject(part) && code !== 'EMAIL_MISSING'
            ? Object.defineProperties({ email: EMAIL }, Object.getOwnPropertyDescriptors(part))
            : part,
    code,
    path,
}));

function isObject(value: unknown): value is object {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function emailOf(length: number): string {
    const label = `.${'b'.repeat(60)}`;
    return `a@b${label.repeat(4)}.com`.padStart(length, 'a');
}
