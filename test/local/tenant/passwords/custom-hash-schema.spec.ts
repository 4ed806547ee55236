import assert from 'node:assert/strict';
import { customPasswordHashProblems } from '../../../../local/tenant/passwords.ts';

describe('customPasswordHashProblems of the local tenant', () => {
    const md5 = { algorithm: 'md5', hash: { value: 'ab', encoding: 'hex' } };
    const argon2 = {
        algorithm: 'argon2',
        hash: { value: '$argon2id$v=19$m=32,t=3,p=2$c29tZXNhbHQ$RXnb8rh7LaDcn07xsssqqg' },
    };
    const cases: [string, unknown, string, string][] = [
        ['a value that is no object', 'x', 'custom_password_hash', 'INVALID_TYPE'],
        ['null', null, 'custom_password_hash', 'INVALID_TYPE'],
        ['an unknown property', { ...md5, iterations: 3 }, 'custom_password_hash', 'OBJECT_ADDITIONAL_PROPERTIES'],
        ['a missing algorithm', { hash: md5.hash }, 'custom_password_hash.algorithm', 'OBJECT_REQUIRED'],
        ['a missing hash', { algorithm: 'md5' }, 'custom_password_hash.hash', 'OBJECT_REQUIRED'],
        ['an unknown algorithm', { ...md5, algorithm: 'sha3' }, 'custom_password_hash.algorithm', 'ENUM_MISMATCH'],
        ['an algorithm that is no text', { ...md5, algorithm: 5 }, 'custom_password_hash.algorithm', 'INVALID_TYPE'],
        ['a hash that is no object', { ...md5, hash: 'ab' }, 'custom_password_hash.hash', 'INVALID_TYPE'],
        [
            'a missing value',
            { ...md5, hash: { encoding: 'hex' } },
            'custom_password_hash.hash.value',
            'OBJECT_REQUIRED',
        ],
        [
            'a digest in utf8',
            { ...md5, hash: { value: 'ab', encoding: 'utf8' } },
            'custom_password_hash.hash.encoding',
            'ENUM_MISMATCH',
        ],
        [
            'a digest without encoding',
            { ...md5, hash: { value: 'ab' } },
            'custom_password_hash.hash.encoding',
            'ENUM_MISMATCH',
        ],
        [
            'argon2 in hex',
            { ...argon2, hash: { ...argon2.hash, encoding: 'hex' } },
            'custom_password_hash.hash.encoding',
            'ENUM_MISMATCH',
        ],
        ['argon2 with a salt', { ...argon2, salt: { value: 'x' } }, 'custom_password_hash.salt', 'NOT_PASSED'],
        [
            'argon2d',
            { ...argon2, hash: { value: argon2.hash.value.replace('2id', '2d') } },
            'custom_password_hash.hash.value',
            'PATTERN',
        ],
        [
            'bcrypt of 2x',
            { algorithm: 'bcrypt', hash: { value: `$2x$05$${'a'.repeat(53)}` } },
            'custom_password_hash.hash.value',
            'PATTERN',
        ],
        [
            'PBKDF2 with padding',
            { algorithm: 'pbkdf2', hash: { value: '$pbkdf2-sha1$i=1,l=1$YQ==$YQ==' } },
            'custom_password_hash.hash.value',
            'PATTERN',
        ],
        [
            'PBKDF2 with SHA3',
            { algorithm: 'pbkdf2', hash: { value: '$pbkdf2-sha3-256$i=1,l=1$YQ$YQ' } },
            'custom_password_hash.hash.value',
            'PATTERN',
        ],
        [
            '{CRYPT}',
            { algorithm: 'ldap', hash: { value: '{CRYPT}abJnggxhB/yWI' } },
            'custom_password_hash.hash.value',
            'PATTERN',
        ],
        [
            'an HMAC without digest',
            { algorithm: 'hmac', hash: { ...md5.hash, key: { value: 'k' } } },
            'custom_password_hash.hash.digest',
            'OBJECT_REQUIRED',
        ],
        [
            'an HMAC without key',
            { algorithm: 'hmac', hash: { ...md5.hash, digest: 'md5' } },
            'custom_password_hash.hash.key',
            'OBJECT_REQUIRED',
        ],
        ['scrypt without keylen', { ...md5, algorithm: 'scrypt' }, 'custom_password_hash.keylen', 'OBJECT_REQUIRED'],
        [
            'scrypt of cost 3',
            { ...md5, algorithm: 'scrypt', keylen: 1, cost: 3 },
            'custom_password_hash.cost',
            'NOT_PASSED',
        ],
        ['a keylen of 0', { ...md5, keylen: 0 }, 'custom_password_hash.keylen', 'MINIMUM'],
        ['a cost that is no integer', { ...md5, cost: 1.5 }, 'custom_password_hash.cost', 'INVALID_TYPE'],
        [
            'an unknown place of the salt',
            { ...md5, salt: { value: 'x', position: 'middle' } },
            'custom_password_hash.salt.position',
            'ENUM_MISMATCH',
        ],
        ['a salt without value', { ...md5, salt: {} }, 'custom_password_hash.salt.value', 'OBJECT_REQUIRED'],
        [
            'an unknown encoding of the password',
            { ...md5, password: { encoding: 'utf32' } },
            'custom_password_hash.password.encoding',
            'ENUM_MISMATCH',
        ],
    ];
    for (const [name, value, path, code] of cases) {
        it(`refuses ${name}`, () => {
            const problems = customPasswordHashProblems(value);
            assert.deepEqual(
                problems.map((problem) => ({ path: problem.path, code: problem.code })),
                [{ path, code }],
            );
            assert.match(problems[0]?.message ?? '', new RegExp(`^Error in ${path} property - `));
        });
    }

    it('says what z-schema says', () => {
        const [problem] = customPasswordHashProblems({ ...md5, algorithm: 5 });
        assert.equal(
            problem?.message,
            'Error in custom_password_hash.algorithm property - Expected type string but found type integer',
        );
    });
});
