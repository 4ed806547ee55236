import assert from 'node:assert/strict';
import fc from 'fast-check';
import { customPasswordHashProblems as problemsOfTenant } from '../../../local/tenant/passwords.ts';
import { customPasswordHashProblems } from '../../../migrator/users/import-custom-password-hash.ts';

describe('customPasswordHashProblems', () => {
    it('refuses exactly what the local tenant refuses', () => {
        let [refused, accepted] = [0, 0];
        const property = fc.property(customHashes(), (hash) => {
            const ours = customPasswordHashProblems(hash).map(({ path }) => path);
            assert.equal(ours.length > 0, problemsOfTenant(hash).length > 0, JSON.stringify(hash));
            if (ours.length > 0) refused += 1;
            else accepted += 1;
        });
        fc.assert(property, { numRuns: 5000 });
        assert.ok(refused > 100 && accepted > 100, `${refused} refused, ${accepted} accepted`);
    });
});

function customHashes(): fc.Arbitrary<unknown> {
    const texts = fc.constantFrom(
        'ab',
        '$2b$12$vTNtOWhKVVLxCQDePmmsa.Loz9RuwwWajZtkchIVLIu4/.ncSTwfq',
        '$2x$12$vTNtOWhKVVLxCQDePmmsa.Loz9RuwwWajZtkchIVLIu4/.ncSTwfq',
        '$argon2id$v=19$m=32,t=3,p=2$c29tZXNhbHQ$RXnb8rh7LaDcn07xsssqqg',
        '$argon2d$v=19$m=32,t=3,p=2$c29tZXNhbHQ$RXnb8rh7LaDcn07xsssqqg',
        '$pbkdf2-sha1$i=1,l=2$YWI$YWI',
        '$pbkdf2-RSA-SHA1-2$YWI$YWI',
        '$pbkdf2-sha1$l=2$YWI$YWI',
        '$pbkdf2-sha3-256$i=1,l=2$YWI$YWI',
        '$pbkdf2-sha1$i=1,l=2$YWI=$YWI=',
        '$pbkdf2-sha1$i=1,l=2$YWIab$YWI',
        '{SSHA}JFZFs0oHzxbMwkSJmYVeI8MnTDy/276a',
        '{ssha}JFZFs0oHzxbMwkSJmYVeI8MnTDy/276a',
        '{SHA}JFZFs0oHzxbMwkSJmYVeI8MnTDy/276a',
        '{SMD5}JFZFs0oHzxbMwkSJmYVeI8MnTDy/276a',
        '{SSHA1}JFZFs0oHzxbMwkSJmYVeI8MnTDy_276a',
        '{CRYPT}abJnggxhB/yWI',
        5,
    );
    const encodings = fc.constantFrom('hex', 'base64', 'utf8', undefined, 'latin1');
    const integers = fc.constantFrom(undefined, 1, 2, 3, 0, 1.5, '2', 1024);
    const optional = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
        fc.option(values, { nil: undefined, freq: 1 });
    const record = fc.record({
        algorithm: fc.constantFrom('argon2', 'bcrypt', 'hmac', 'ldap', 'md4', 'sha256', 'pbkdf2', 'scrypt', 'sha3'),
        hash: fc.record({
            value: texts,
            encoding: encodings,
            digest: fc.constantFrom(undefined, 'md5', 'whirlpool', 'sha3'),
            key: optional(
                fc.constantFrom<unknown>({ value: 'k' }, { value: 'k', encoding: 'hex' }, { value: 5 }, {}, 'k'),
            ),
        }),
        salt: optional(
            fc.constantFrom<unknown>({ value: 's' }, { value: 's', position: 'suffix' }, { position: 'prefix' }, 's'),
        ),
        password: optional(fc.constantFrom<unknown>({}, { encoding: 'utf16le' }, { encoding: 'utf32' })),
        keylen: integers,
        cost: integers,
    });
    // Through JSON, as every hash comes: a field that is undefined is gone.
    return fc.oneof(
        { weight: 20, arbitrary: record.map((hash) => JSON.parse(JSON.stringify(hash)) as unknown) },
        { weight: 1, arbitrary: fc.jsonValue() },
    );
}
