import assert from 'node:assert/strict';
import { defineMigration, type MigrationDefinition } from '../../../migrator/definition.ts';
import { translatePasswordHash } from '../../../migrator/users/password-hash.ts';
import { readSourceLine } from '../../../migrator/users/source-record.ts';
import { userHashOf } from '../../../migrator/users/user-hash.ts';

const MD5 = '0c6258df622f25ab45db2b9b6cae99f9';
const BCRYPT = '$2a$11$DSiCXSwVq.YlzsevQdpHKeuI5Iztavp7ENeCQf51.eSJZjHhVw4ze';

type Source = NonNullable<MigrationDefinition['source']>;

function define(source: Source) {
    return defineMigration({ description: 'Hashes.', passwords: { whenMissing: 'reset' }, source });
}

function hashOf(record: object, source: Source) {
    const definition = define({ columns: { user_id: 'id', email: 'email' }, ...source });
    const bytes = Buffer.from(JSON.stringify({ id: '1', email: 'ann@example.com', ...record }));
    const read = readSourceLine({ bytes, text: bytes.toString(), number: 1, isCut: false }, definition.source);
    if ('reason' in read) return read.reason;
    const hash = userHashOf(read.profile, read.hash, definition.passwords);
    return 'problem' in hash ? hash.problem : hash.field;
}

describe('source.passwordHash', () => {
    for (const [what, passwordHash, setting] of [
        ['an encoding without an algorithm', { column: 'h', encoding: 'hex' }, 'encoding'],
        ['a column of salts without an algorithm', { column: 'h', saltColumn: 's' }, 'saltColumn'],
        ['a salt beside argon2', { column: 'h', algorithm: 'argon2', salt: { value: 'x' } }, 'salt'],
        ['a digest beside sha256', { column: 'h', algorithm: 'sha256', digest: 'sha256' }, 'digest'],
        ['a key beside md5', { column: 'h', algorithm: 'md5', key: { value: 'x' } }, 'key'],
        ['rounds beside bcrypt', { column: 'h', algorithm: 'bcrypt', iterations: 10 }, 'iterations'],
        ['two salts', { column: 'h', algorithm: 'md5', saltColumn: 's', salt: { value: 'x' } }, 'salt'],
        [
            'a position of a salt that PBKDF2 has in its place',
            { column: 'h', algorithm: 'pbkdf2', salt: { value: 'x', position: 'suffix' } },
            'salt',
        ],
        [
            'a salt of bcrypt without a value',
            { column: 'h', algorithm: 'bcrypt', salt: { position: 'suffix' } },
            'salt',
        ],
    ] as const) {
        it(`refuses ${what}, which would have no effect`, () => {
            assert.throws(() => define({ passwordHash }), {
                code: 'DEFINITION_INVALID',
                message: new RegExp(`source\\.passwordHash.*${setting}`),
            });
        });
    }

    it('never shows a salt or a key in what it refuses', () => {
        for (const passwordHash of [
            { column: 'h', algorithm: 'argon2', salt: { value: 'marked secret' } },
            { column: 'h', algorithm: 'md5', key: { value: 'marked secret' } },
            { column: 'h', algorithm: 'hmac', digest: 'sha1', key: 'marked secret' },
            { column: 'h', algorithm: 'marked secret' },
        ]) {
            assert.throws(
                () => define({ passwordHash: passwordHash as never }),
                (error: Error) => {
                    assert.doesNotMatch(error.message, /marked/);
                    return true;
                },
            );
        }
    });

    for (const [what, source, setting] of [
        ['a delimiter of JSON', { format: 'json', delimiter: ';' }, 'delimiter'],
        ['a list in CSV', { format: 'csv', at: 'users' }, 'at'],
        ['a header beside a list', { at: 'users', header: ['a'] }, 'header'],
        ['an escape of quotes that are none', { quote: false, escape: '!' }, 'escape'],
        ['a column twice', { header: ['a', 'a'] }, 'header'],
        ['an encoding that nobody knows', { encoding: 'utf-99' }, 'encoding'],
        ['a system that nobody knows', { from: 'lotus' as 'okta' }, 'from'],
    ] as const satisfies readonly (readonly [string, Source, string])[]) {
        it(`refuses ${what} in the description of a file`, () => {
            assert.throws(() => define(source), {
                code: 'DEFINITION_INVALID',
                message: new RegExp(`source\\.${setting}`),
            });
        });
    }

    it('refuses every hash that has a pepper, also where no algorithm is named', () => {
        assert.equal(hashOf({ h: BCRYPT }, { passwordHash: { column: 'h', pepper: true } }), 'HASH_UNSUPPORTED_PEPPER');
        const described = { column: 'h', algorithm: 'bcrypt', pepper: true } as const;
        assert.equal(hashOf({ h: BCRYPT }, { passwordHash: described }), 'HASH_UNSUPPORTED_PEPPER');
    });

    it('takes a salt that all users share', () => {
        const salt = { value: 'pepper', position: 'suffix' } as const;
        assert.deepEqual(hashOf({ h: BCRYPT }, { passwordHash: { column: 'h', algorithm: 'bcrypt', salt } }), {
            custom_password_hash: { algorithm: 'bcrypt', hash: { value: BCRYPT }, salt },
        });
        assert.deepEqual(hashOf({ h: MD5 }, { passwordHash: { column: 'h', algorithm: 'md5', salt } }), {
            custom_password_hash: { algorithm: 'md5', hash: { value: MD5, encoding: 'hex' }, salt },
        });
    });

    for (const [algorithm, h] of [
        ['md5', MD5],
        ['bcrypt', BCRYPT],
    ] as const) {
        it(`takes no hash of ${algorithm} for unsalted because its salt is missing`, () => {
            for (const s of [undefined, '', null]) {
                const passwordHash = { column: 'h', saltColumn: 's', algorithm } as const;
                assert.equal(hashOf({ h, s }, { passwordHash }), 'HASH_NEEDS_DESCRIPTION');
            }
        });
    }

    it('may be a function of the record, whose answer is checked like any description', () => {
        const passwordHash = (record: Readonly<Record<string, unknown>>) => {
            const [salt, hash] = String(record['h']).split(':');
            return { hash, algorithm: 'md5', encoding: 'hex', salt: { value: salt, encoding: 'utf8' } } as const;
        };
        assert.deepEqual(hashOf({ h: `salty:${MD5}` }, { passwordHash }), {
            custom_password_hash: {
                algorithm: 'md5',
                hash: { value: MD5, encoding: 'hex' },
                salt: { value: 'salty', encoding: 'utf8' },
            },
        });
        assert.equal(hashOf({}, { passwordHash: () => undefined }), 'PASSWORD_HASH_MISSING');
        assert.deepEqual(hashOf({}, { passwordHash: () => BCRYPT }), {
            custom_password_hash: { algorithm: 'bcrypt', hash: { value: BCRYPT } },
        });
        for (const wrong of [{ hash: MD5, algorithm: 'md6' }, { hash: MD5, cost: 3 }, 7, { salt: 'x' }]) {
            assert.equal(hashOf({}, { passwordHash: () => wrong as never }), 'TRANSFORM_FAILED');
        }
        const throws = () => {
            throw new TypeError(BCRYPT);
        };
        assert.equal(hashOf({}, { passwordHash: throws }), 'TRANSFORM_FAILED');
    });

    it('is one hash, never two of a record', () => {
        const file = { file: 'x' };
        assert.equal(hashOf({ password_hash: BCRYPT, custom_password_hash: {} }, file), 'PASSWORD_HASH_TWICE');
        assert.equal(hashOf({ password_hash: BCRYPT, passwordHash: BCRYPT }, file), 'PASSWORD_HASH_TWICE');
    });

    it('reaches into lists and pairs', () => {
        const passwordHash = { column: 'logins.1.hash', saltColumn: 'pairs.salt', algorithm: 'md5' } as const;
        const record = { logins: [{}, { hash: MD5 }], pairs: [{ Name: 'x' }, { Name: 'salt', Value: 'salty' }] };
        assert.deepEqual(hashOf(record, { passwordHash }), {
            custom_password_hash: { algorithm: 'md5', hash: { value: MD5, encoding: 'hex' }, salt: { value: 'salty' } },
        });
    });
});

describe('a hash as bytes of a table or a directory', () => {
    const field = { custom_password_hash: { algorithm: 'bcrypt', hash: { value: BCRYPT } } };
    const ldap = '{SSHA}JFZFs0oHzxbMwkSJmYVeI8MnTDy/276a';

    for (const [what, value, expected] of [
        ["PostgreSQL's bytea", `\\x${Buffer.from(BCRYPT).toString('hex')}`, field],
        ["SQL Server's binary", `0x${Buffer.from(BCRYPT).toString('hex').toUpperCase()}`, field],
        ['base64', Buffer.from(BCRYPT).toString('base64'), field],
        [
            'LDIF',
            `:: ${Buffer.from(ldap).toString('base64')}`,
            { custom_password_hash: { algorithm: 'ldap', hash: { value: ldap, encoding: 'utf8' } } },
        ],
    ] as const) {
        it(`is taken out of ${what}`, () => {
            const translation = translatePasswordHash(value);
            assert.ok(translation.ok, JSON.stringify(translation));
            assert.deepEqual(translation.field, expected);
        });
    }

    it('stays a digest where it is one', () => {
        const described = translatePasswordHash(`\\x${MD5}`, { algorithm: 'md5', encoding: 'hex' });
        assert.ok(described.ok);
        assert.deepEqual(described.field, {
            custom_password_hash: { algorithm: 'md5', hash: { value: MD5, encoding: 'hex' } },
        });
        // Base64 of a digest that begins like a text.
        const base64 = Buffer.concat([Buffer.from('{SHA}'), Buffer.alloc(11, 0xff)]).toString('base64');
        const digest = translatePasswordHash(base64, { algorithm: 'md5', encoding: 'base64' });
        assert.ok(digest.ok);
    });
});
