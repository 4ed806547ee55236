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
import { BCRYPT_TAIL, EMAIL, INVALID_RECORDS, MD5 } from './invalid-records.ts';

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

    for (const { what, user, code, path } of INVALID_RECORDS) {
        it(`refuses ${what}`, () => {
            const problems = importUserProblems(user);
            assert.deepEqual(
                problems.map((problem) => ({ code: problem.code, path: problem.path })),
                [{ code, path }],
            );
            assert.match(problems[0]?.message ?? '', /^Expected .{10}/);
        });
    }

    it('has a rule for every code', () => {
        const reached = new Set(INVALID_RECORDS.map(({ code }) => code));
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
            // As it is sent: a field that is undefined is absent.
            const sent: unknown = JSON.parse(JSON.stringify(user));
            assert.ok(validate(sent), JSON.stringify([user, validate.errors]));
        });
        fc.assert(property, { numRuns: 3000 });
    });

    it('answers for any JSON', () => {
        fc.assert(fc.property(fc.jsonValue(), (value) => Array.isArray(importUserProblems(value))));
    });
});

function codesOf(user: unknown): ImportProblemCode[] {
    return importUserProblems(user).map(({ code }) => code);
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
