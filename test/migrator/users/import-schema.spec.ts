import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import {
    IMPORT_PROBLEM_CODES,
    IMPORTABLE_FIELDS,
    type ImportProblemCode,
    importUserProblems,
    MAX_PROFILE_BYTES,
} from '../../../migrator/users/import-schema.ts';

const EMAIL = 'ada@example.com';
const BCRYPT_TAIL = 'vTNtOWhKVVLxCQDePmmsa.Loz9RuwwWajZtkchIVLIu4/.ncSTwfq';
const MD5 = { algorithm: 'md5', hash: { value: '5f4dcc3b5aa765d61d8327deb882cf99', encoding: 'hex' } };

describe('importUserProblems', () => {
    it('finds nothing in a user with every field', () => {
        const user = {
            email: EMAIL,
            email_verified: true,
            phone_number: '+12125550001',
            phone_verified: false,
            user_id: 'legacy|5/ä',
            username: "ada.l+o-v_e#l'a~c!e$^`@",
            given_name: 'Ada',
            family_name: 'L'.repeat(150),
            name: '😀'.repeat(300),
            nickname: 'n',
            picture: 'https://example.com/ä.png?x=1',
            blocked: false,
            custom_password_hash: MD5,
            app_metadata: { plan: 'a.b$', nested: [{ deep: [null, 1.5, true] }] },
            user_metadata: {},
            mfa_factors: [
                { totp: { secret: 'JBTWY3DPEHPK3PNP' } },
                { phone: { value: '+1' } },
                { email: { value: EMAIL } },
            ],
        };
        assert.deepEqual(importUserProblems(user), []);
        assert.deepEqual([...IMPORTABLE_FIELDS].sort(), [...Object.keys(user), 'password_hash'].sort());
    });

    it('takes a field that is undefined for absent', () => {
        assert.deepEqual(importUserProblems({ email: EMAIL, connection: undefined, name: undefined }), []);
        assert.deepEqual(codesOf({ email: undefined }), ['EMAIL_MISSING']);
    });

    const rules: [string, unknown, ImportProblemCode, string][] = [
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
        [
            'a damaged password_hash',
            { password_hash: `$2a$10$${BCRYPT_TAIL}x` },
            'PASSWORD_HASH_INVALID',
            'password_hash',
        ],
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
        [
            'a phone factor without +',
            { mfa_factors: [{ phone: { value: '1' } }] },
            'MFA_FACTORS_INVALID',
            'mfa_factors[0]',
        ],
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
        [
            'metadata of more than 10 KB',
            { user_metadata: { a: 'x'.repeat(MAX_PROFILE_BYTES) } },
            'PROFILE_TOO_LARGE',
            '',
        ],
        [
            'metadata of more than 10 KB in UTF-8 only',
            { user_metadata: { a: 'ä'.repeat(MAX_PROFILE_BYTES / 2) } },
            'PROFILE_TOO_LARGE',
            '',
        ],
    ];
    for (const [name, user, code, path] of rules) {
        it(`refuses ${name}`, () => {
            const isPart = isObject(user) && code !== 'EMAIL_MISSING';
            const problems = importUserProblems(
                isPart ? Object.defineProperties({ email: EMAIL }, Object.getOwnPropertyDescriptors(user)) : user,
            );
            assert.deepEqual(
                problems.map((problem) => ({ code: problem.code, path: problem.path })),
                [{ code, path }],
            );
            assert.match(problems[0]?.message ?? '', /^Expected .{10}/);
        });
    }

    it('has a rule for every code', () => {
        const reached = new Set(rules.map(([, , code]) => code));
        assert.deepEqual([...reached].sort(), [...IMPORT_PROBLEM_CODES].sort());
    });

    it('refuses each key that Auth0 reserves in app_metadata, and none of them in user_metadata', () => {
        const reserved = [
            ...[
                '__tenant',
                '_id',
                'blocked',
                'clientID',
                'created_at',
                'email_verified',
                'email',
                'globalClientID',
                'global_client_id',
            ],
            ...[
                'identities',
                'lastIP',
                'lastLogin',
                'loginsCount',
                'metadata',
                'multifactor_last_modified',
                'multifactor',
            ],
            ...['updated_at', 'user_id'],
        ];
        const metadata = Object.fromEntries(reserved.map((key) => [key, 1]));
        assert.equal(importUserProblems({ email: EMAIL, app_metadata: metadata }).length, reserved.length);
        assert.deepEqual(importUserProblems({ email: EMAIL, user_metadata: metadata }), []);
    });

    it('draws the line at exactly 10 KB of profile, hashes and factors not counted', () => {
        const size = (text: string): number =>
            Buffer.byteLength(JSON.stringify({ email: EMAIL, user_metadata: { a: text } }));
        const fitting = 'é"\n'.repeat(1000) + 'x'.repeat(MAX_PROFILE_BYTES - size('é"\n'.repeat(1000)));
        assert.equal(size(fitting), MAX_PROFILE_BYTES);
        const user = {
            email: EMAIL,
            user_metadata: { a: fitting },
            custom_password_hash: MD5,
            mfa_factors: [{ phone: { value: '+1' } }],
        };
        assert.deepEqual(importUserProblems(user), []);
        assert.deepEqual(codesOf({ ...user, user_metadata: { a: `${fitting}x` } }), ['PROFILE_TOO_LARGE']);
    });

    it('survives metadata that is nested deeper than the stack, or in itself', () => {
        const deep: unknown = JSON.parse(`${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`);
        assert.deepEqual(codesOf({ email: EMAIL, user_metadata: deep }), ['PROFILE_TOO_LARGE']);
        const ring: Record<string, unknown> = {};
        ring['ring'] = ring;
        assert.deepEqual(codesOf({ email: EMAIL, user_metadata: ring }), ['PROFILE_TOO_LARGE']);
    });

    it('never puts a value, or a key that may be personal, into a message', () => {
        const secret = 'x.secret@example.com';
        const users = [
            ...IMPORTABLE_FIELDS.map((field) => ({ email: EMAIL, [field]: ` ${secret} `.repeat(20) })),
            { email: EMAIL, [secret]: 1 },
            { email: EMAIL, user_metadata: { [secret]: 1 } },
            {
                email: EMAIL,
                custom_password_hash: { algorithm: secret, [secret]: 1, hash: { value: 1, encoding: secret } },
            },
            { email: EMAIL, mfa_factors: [{ [secret]: secret }] },
        ];
        for (const user of users) {
            const problems = importUserProblems(user);
            assert.notEqual(problems.length, 0, JSON.stringify(user));
            assert.ok(!JSON.stringify(problems).includes('secret'), JSON.stringify(problems));
        }
    });

    it('accepts no user that the schema of the documents refuses', () => {
        const validate = documentedSchema();
        const property = fc.property(users(), (user) => {
            if (importUserProblems(user).length > 0) return;
            assert.ok(validate(user), JSON.stringify([user, validate.errors]));
        });
        fc.assert(property, { numRuns: 3000 });
    });

    it('answers for any JSON', () => {
        fc.assert(fc.property(fc.jsonValue(), (value) => Array.isArray(importUserProblems(value))));
    });
});

function isObject(value: unknown): value is object {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function codesOf(user: unknown): ImportProblemCode[] {
    return importUserProblems(user).map(({ code }) => code);
}

function emailOf(length: number): string {
    const label = `.${'b'.repeat(60)}`;
    return `a@b${label.repeat(4)}.com`.padStart(length, 'a');
}

function users(): fc.Arbitrary<unknown> {
    const names = fc.string({ maxLength: 5, unit: 'grapheme' });
    return fc.record(
        {
            email: fc.oneof(
                fc.emailAddress(),
                fc.string({ maxLength: 20 }).map((text) => `${text}@example.com`),
                names,
            ),
            email_verified: fc.oneof(fc.boolean(), fc.constant(null)),
            phone_number: fc.oneof(fc.stringMatching(/^\+?[0-9]{0,17}$/), names),
            user_id: fc.string(),
            username: fc.string(),
            given_name: names,
            picture: fc.oneof(fc.webUrl(), names),
            password_hash: fc.constantFrom(`$2b$10$${BCRYPT_TAIL}`, 'x'),
            custom_password_hash: fc.oneof(
                fc.constant(MD5),
                fc.jsonValue().map((hash) => ({ ...MD5, hash })),
                fc.jsonValue(),
            ),
            app_metadata: fc.dictionary(fc.string({ maxLength: 3 }), fc.jsonValue()),
            user_metadata: fc.jsonValue(),
            mfa_factors: fc.array(
                fc.constantFrom<unknown>(
                    { totp: { secret: 'AA' } },
                    { phone: { value: '+1' } },
                    { email: { value: EMAIL } },
                    {},
                    { totp: {} },
                ),
            ),
            extra: fc.anything(),
        },
        { requiredKeys: ['email'] },
    );
}

// The schema of the documents, without its descriptions.
// https://auth0.com/docs/manage-users/user-migration/bulk-user-import-schema (read 2026-11-21)
function documentedSchema(): ReturnType<Ajv['compile']> {
    const [string, boolean, object, integer] = ['string', 'boolean', 'object', 'integer'].map((type) => ({ type }));
    const oneOf = (...values: string[]): object => ({ type: 'string', enum: values });
    const closed = (properties: object, ...required: string[]): object => ({
        type: 'object',
        properties,
        required,
        additionalProperties: false,
    });
    const open = (properties: object, ...required: string[]): object => ({ type: 'object', properties, required });
    const encoding = oneOf('base64', 'hex', 'utf8');
    const digests = oneOf('md4', 'md5', 'ripemd160', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'whirlpool');
    const algorithms = oneOf(
        'argon2',
        'bcrypt',
        'hmac',
        'ldap',
        'md4',
        'md5',
        'sha1',
        'sha256',
        'sha512',
        'pbkdf2',
        'scrypt',
    );
    const passwordEncodings = oneOf('ascii', 'utf8', 'utf16le', 'ucs2', 'latin1', 'binary');
    const factor = {
        ...closed({
            totp: closed({ secret: { type: 'string', pattern: '^[A-Z2-7]+$' } }, 'secret'),
            phone: closed({ value: { type: 'string', pattern: '^\\+[0-9]{1,15}$' } }, 'value'),
            email: closed({ value: { type: 'string', format: 'email' } }, 'value'),
        }),
        maxProperties: 1,
    };
    const custom = closed(
        {
            algorithm: algorithms,
            hash: open({ value: string, encoding, digest: digests, key: open({ value: string, encoding }, 'value') }),
            salt: open({ value: string, encoding, position: oneOf('prefix', 'suffix') }, 'value'),
            password: open({ encoding: passwordEncodings }),
            keylen: integer,
            cost: integer,
            blockSize: integer,
            parallelization: integer,
        },
        'algorithm',
        'hash',
    );
    const ajv = new Ajv();
    addFormats.default(ajv);
    return ajv.compile(
        closed(
            {
                email: { type: 'string', format: 'email' },
                email_verified: boolean,
                phone_number: string,
                phone_verified: boolean,
                user_id: string,
                username: string,
                given_name: string,
                family_name: string,
                name: string,
                nickname: string,
                picture: string,
                blocked: boolean,
                password_hash: string,
                custom_password_hash: custom,
                app_metadata: object,
                user_metadata: object,
                mfa_factors: { type: 'array', items: factor, minItems: 1, maxItems: 10 },
            },
            'email',
        ),
    );
}
