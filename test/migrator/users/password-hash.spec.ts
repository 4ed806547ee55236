import assert from 'node:assert/strict';
import { createHash, createHmac, pbkdf2Sync, scryptSync } from 'node:crypto';
import fc from 'fast-check';
import { type StoredPassword, verifyPassword } from '../../../local/tenant/passwords.ts';
import {
    PASSWORD_HASH_REFUSALS,
    type PasswordHashDescription,
    type PasswordHashRefusal,
    type PasswordHashTranslation,
    translatePasswordHash,
} from '../../../migrator/users/password-hash.ts';

const BCRYPT_TAIL = 'vTNtOWhKVVLxCQDePmmsa.Loz9RuwwWajZtkchIVLIu4/.ncSTwfq';
const B64_SALT = 'c29tZXNhbHRzb21lc2FsdA';
const B64_KEY = 'RXnb8rh7LaDcn07xsssqqulZYXOM/EUCEFMVcAcyYVk';
const SALT = 'Zu1Pq9 and more';

describe('translatePasswordHash', () => {
    describe('the traps', () => {
        const traps: [string, unknown, PasswordHashRefusal, PasswordHashDescription?][] = [
            ['bcrypt of the revision 2x', `$2x$05$${BCRYPT_TAIL}`, 'HASH_UNSUPPORTED_BCRYPT_REVISION'],
            [
                'bcrypt of the revision 2, which the pattern of Auth0 lets pass',
                `$2$10$${BCRYPT_TAIL}`,
                'HASH_UNSUPPORTED_BCRYPT_REVISION',
            ],
            [
                'PBKDF2 labelled sha224 that is SHA3-224',
                '$pbkdf2-sha224$i=100000,l=32$A2nzbFd+wwzPSb+TqkF5Pw$9M4GM2yOYw/fZvsvQbF/0Ec8JO2u9O1MYRTfrDimX6o',
                'HASH_DIGEST_DOUBTFUL',
            ],
            [
                'PBKDF2 labelled sha384 that is SHA3-384',
                '$pbkdf2-sha384$i=100000,l=32$xDInuz7Y/DPzZUnCaQXJmg$7ICaEa6jEqxbbCBbv4YzrBf39KYNAtc3Bj0QWKeB3Ck',
                'HASH_DIGEST_DOUBTFUL',
            ],
            ['PBKDF2 with SHA3', `$pbkdf2-sha3-256$i=1000,l=32$${B64_SALT}$${B64_KEY}`, 'HASH_UNSUPPORTED_DIGEST'],
            ['md5-crypt, spelled out', '$md5-crypt$TVEiiKNb$SN6/pUaRQS/E8Jh46As2C/', 'HASH_UNSUPPORTED_CRYPT'],
            [
                'sha256-crypt, spelled out',
                '$sha256-crypt$rounds=535000$05R.9KB6UC2kLI3w$Q/zslzx./JjkAVPTwp6th7nW5l7JU91Gte/UmIh.U78',
                'HASH_UNSUPPORTED_CRYPT',
            ],
            ['phpass', '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0', 'HASH_UNSUPPORTED_PHPASS'],
            ['phpass of WordPress', '$P$BVrdsW/NUuXDi0Od0uUdk2SnJHHmQ01', 'HASH_UNSUPPORTED_PHPASS'],
            ['Drupal 7', '$S$ErandomsaOpYrAZqwxGynirQbWYCb3ejW4BwGH81LJcOzbzeVd02', 'HASH_UNSUPPORTED_DRUPAL'],
            [
                'PBKDF2-then-HMAC of FusionAuth without a description',
                'salt(utf8)=1484161696d0ca62390273b98846f49671cecd78 i=10000 hash(hex)=4761D3392092F9CA6036B53DC92C6D7F3D597576',
                'HASH_NEEDS_DESCRIPTION',
            ],
            [
                'PBKDF2-then-HMAC of FusionAuth by its name',
                '4761D3392092F9CA6036B53DC92C6D7F3D597576',
                'HASH_UNSUPPORTED_PBKDF2_THEN_HMAC',
                { algorithm: 'pbkdf2-then-hmac' },
            ],
            [
                'argon2id of version 1.0',
                `$argon2id$v=16$m=32,t=3,p=2$${B64_SALT}$${B64_KEY}`,
                'HASH_UNSUPPORTED_ARGON2_VERSION',
            ],
            [
                'argon2id without a version',
                `$argon2id$m=32,t=3,p=2$${B64_SALT}$${B64_KEY}`,
                'HASH_UNSUPPORTED_ARGON2_VERSION',
            ],
            ['argon2d', `$argon2d$v=19$m=32,t=3,p=2$${B64_SALT}$${B64_KEY}`, 'HASH_UNSUPPORTED_ARGON2D'],
            ['argon2id with data', `$argon2id$v=19$m=32,t=3,p=2,data=abc$${B64_SALT}$${B64_KEY}`, 'HASH_MALFORMED'],
            ['argon2id with keyid', `$argon2id$v=19$m=32,t=3,p=2,keyid=abc$${B64_SALT}$${B64_KEY}`, 'HASH_MALFORMED'],
            [
                'argon2id with too much memory for a number',
                `$argon2id$v=19$m=4294967297,t=3,p=2$${B64_SALT}$${B64_KEY}`,
                'HASH_COST_TOO_HIGH',
            ],
            [
                'argon2id with too many passes',
                `$argon2id$v=19$m=32,t=4294967297,p=2$${B64_SALT}$${B64_KEY}`,
                'HASH_COST_TOO_HIGH',
            ],
            [
                'argon2id with too many lanes',
                `$argon2id$v=19$m=4096,t=3,p=256$${B64_SALT}$${B64_KEY}`,
                'HASH_COST_TOO_HIGH',
            ],
            ['argon2id without passes', `$argon2id$v=19$m=32,t=0,p=2$${B64_SALT}$${B64_KEY}`, 'HASH_MALFORMED'],
            ['argon2id with damaged base64', `$argon2id$v=19$m=32,t=3,p=2$${B64_SALT}!$${B64_KEY}`, 'HASH_MALFORMED'],
            [
                'argon2id with bits left over in base64',
                `$argon2id$v=19$m=32,t=3,p=2$${B64_SALT.slice(0, -1)}B$${B64_KEY}`,
                'HASH_MALFORMED',
            ],
            ['argon2id without salt', `$argon2id$v=19$m=32,t=3,p=2$$${B64_KEY}`, 'HASH_MALFORMED'],
            ['argon2id without hash', `$argon2id$v=19$m=32,t=3,p=2$${B64_SALT}$`, 'HASH_MALFORMED'],
            [
                'argon2id with 8 GiB of memory',
                `$argon2id$v=19$m=8388608,t=1,p=1$${B64_SALT}$${B64_KEY}`,
                'HASH_COST_TOO_HIGH',
            ],
            ['bcrypt of cost 20', `$2a$20$${BCRYPT_TAIL}`, 'HASH_COST_TOO_HIGH'],
            ['bcrypt of cost 3', `$2a$03$${BCRYPT_TAIL}`, 'HASH_MALFORMED'],
            ['bcrypt cut off', `$2a$10$${BCRYPT_TAIL.slice(1)}`, 'HASH_MALFORMED'],
            [
                'PBKDF2 of a billion iterations',
                `$pbkdf2-sha256$i=1000000000,l=32$${B64_SALT}$${B64_KEY}`,
                'HASH_COST_TOO_HIGH',
            ],
            [
                'PBKDF2 that says another length than it has',
                `$pbkdf2-sha256$i=1000,l=64$${B64_SALT}$${B64_KEY}`,
                'HASH_MALFORMED',
            ],
            ['PBKDF2 of no iterations', `$pbkdf2-sha256$i=0,l=32$${B64_SALT}$${B64_KEY}`, 'HASH_MALFORMED'],
            ['PBKDF2 of a long key', `$pbkdf2-sha256$i=1,l=999999999$${B64_SALT}$${B64_KEY}`, 'HASH_COST_TOO_HIGH'],
            ['scrypt of 2^30', `$scrypt$ln=30,r=8,p=1$${B64_SALT}$${B64_KEY}`, 'HASH_COST_TOO_HIGH'],
            ['scrypt of many lanes', `$scrypt$ln=14,r=8,p=4096$${B64_SALT}$${B64_KEY}`, 'HASH_COST_TOO_HIGH'],
            ['scrypt with N no power of two', `$scrypt$ln=16385,r=8,p=1$${B64_SALT}$${B64_KEY}`, 'HASH_MALFORMED'],
            [
                'a hash of crypt(3) in a directory',
                '{CRYPT}$6$rounds=5000$usesomesillystri$abcdef',
                'HASH_UNSUPPORTED_CRYPT',
            ],
            ['DES in a directory', '{CRYPT}abJnggxhB/yWI', 'HASH_UNSUPPORTED_CRYPT'],
            ['DES', 'abJnggxhB/yWI', 'HASH_UNSUPPORTED_CRYPT'],
            ['sha512-crypt', '$6$rounds=5000$usesomesillystri$abcdef', 'HASH_UNSUPPORTED_CRYPT'],
            [
                'yescrypt',
                '$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7',
                'HASH_UNSUPPORTED_CRYPT',
            ],
            ['Apache', '$apr1$5iFeLhBI$abcdefghijklmnopqrstu.', 'HASH_UNSUPPORTED_CRYPT'],
            [
                'bcrypt of a digest, of Django',
                `bcrypt_sha256$$2b$12$${BCRYPT_TAIL}`,
                'HASH_UNSUPPORTED_PREHASHED_BCRYPT',
            ],
            [
                'bcrypt of a digest, of passlib',
                '$bcrypt-sha256$v=2,t=2b,r=12$n79VH.0Q2TMWmt3Oqt9uku$Kq4Noyk3094Y2QlB8NdRT8SvGiI4ft2',
                'HASH_UNSUPPORTED_PREHASHED_BCRYPT',
            ],
            ['bcrypt of a digest, of WordPress 6.8', `$wp$2y$10$${BCRYPT_TAIL}`, 'HASH_UNSUPPORTED_PREHASHED_BCRYPT'],
            [
                "MySQL's digest of a digest",
                '*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19',
                'HASH_UNSUPPORTED_ITERATED_DIGEST',
            ],
            [
                'a digest of several rounds',
                '5f4dcc3b5aa765d61d8327deb882cf99',
                'HASH_UNSUPPORTED_ITERATED_DIGEST',
                { algorithm: 'md5', iterations: 1000 },
            ],
            [
                'a peppered hash',
                '5f4dcc3b5aa765d61d8327deb882cf99',
                'HASH_UNSUPPORTED_PEPPER',
                { algorithm: 'md5', pepper: true },
            ],
            [
                "a user of Firebase's export",
                { localId: 'a', passwordHash: 'zKVT', salt: 'C0s=' },
                'HASH_UNSUPPORTED_FIREBASE_SCRYPT',
            ],
            ["Django's unusable password", '!kRzBM7cMqYHKJkyHcSyPtmxS2f7GMW7J', 'HASH_UNUSABLE'],
            ['a plain password in a directory', '{CLEARTEXT}secret', 'HASH_PLAINTEXT'],
            ['a directory digest cut off', '{SSHA}JFZFs0oHzxbMwkSJ', 'HASH_MALFORMED'],
            ['a mere digest', '5f4dcc3b5aa765d61d8327deb882cf99', 'HASH_NEEDS_DESCRIPTION'],
            [
                'a digest of another length than described',
                '5f4dcc3b5aa765d61d8327deb882cf99',
                'HASH_CONTRADICTS_DESCRIPTION',
                { algorithm: 'sha1' },
            ],
            [
                'bcrypt where scrypt is described',
                `$2a$10$${BCRYPT_TAIL}`,
                'HASH_CONTRADICTS_DESCRIPTION',
                { algorithm: 'scrypt' },
            ],
            [
                'a digest where bcrypt is described',
                '5f4dcc3b5aa765d61d8327deb882cf99',
                'HASH_CONTRADICTS_DESCRIPTION',
                { algorithm: 'bcrypt' },
            ],
            [
                'a salted digest whose salt is missing',
                '5f4dcc3b5aa765d61d8327deb882cf99',
                'HASH_NEEDS_DESCRIPTION',
                { algorithm: 'md5', salt: { position: 'prefix' } },
            ],
            [
                'an object that breaks the schema',
                { algorithm: 'md5', hash: { value: 'x', encoding: 'utf8' } },
                'HASH_SCHEMA_REFUSED',
            ],
            [
                'an object that costs too much',
                { algorithm: 'argon2', hash: { value: `$argon2id$v=19$m=8388608,t=1,p=1$${B64_SALT}$${B64_KEY}` } },
                'HASH_COST_TOO_HIGH',
            ],
            [
                'an object of scrypt that costs too much',
                { algorithm: 'scrypt', hash: { value: 'ab', encoding: 'hex' }, keylen: 1, cost: 2 ** 40 },
                'HASH_COST_TOO_HIGH',
            ],
            ['an empty text', '  ', 'HASH_EMPTY'],
            ['nothing', null, 'HASH_EMPTY'],
            ['a number', 5, 'HASH_UNRECOGNIZED'],
            ['a sentence', 'ask the administrator', 'HASH_UNRECOGNIZED'],
            ['a novel', 'a'.repeat(1_000_000), 'HASH_UNRECOGNIZED'],
            ['an object of no known shape', { hash: 'x' }, 'HASH_UNRECOGNIZED'],
        ];
        for (const [name, value, reason, description] of traps) {
            it(`refuses ${name}`, () => {
                const translation = translatePasswordHash(value, description);
                assert.equal(translation.ok ? 'accepted' : translation.reason, reason);
            });
        }

        it('are refused in words that do not hold the hash', () => {
            for (const [name, value, , description] of traps) {
                const translation = translatePasswordHash(value, description);
                assert.ok(!translation.ok && translation.message.length > 40, name);
                if (typeof value === 'string' && value.length > 12)
                    assert.ok(!translation.message.includes(value.slice(6, 40)), name);
            }
        });

        it('reach every reason that there is', () => {
            const reached = new Set(traps.map(([, , reason]) => reason));
            assert.deepEqual([...reached].sort(), Object.keys(PASSWORD_HASH_REFUSALS).sort());
        });
    });

    describe('bcrypt', () => {
        for (const revision of ['2a', '2b']) {
            it(`goes to password_hash for $${revision}$ of cost 10`, () => {
                const hash = `$${revision}$10$${BCRYPT_TAIL}`;
                assert.deepEqual(fieldOf(translatePasswordHash(hash)), { password_hash: hash });
            });
        }
        for (const beginning of ['$2y$10$', '$2a$05$', '$2b$12$']) {
            it(`goes to custom_password_hash, unchanged, for ${beginning}`, () => {
                const hash = `${beginning}${BCRYPT_TAIL}`;
                const custom_password_hash = { algorithm: 'bcrypt', hash: { value: hash } };
                assert.deepEqual(fieldOf(translatePasswordHash(hash)), { custom_password_hash });
            });
        }
        it('is found behind the name of its algorithm, as Django, Spring and directories write it', () => {
            const hash = `$2b$10$${BCRYPT_TAIL}`;
            for (const text of [`bcrypt$${hash}`, `{bcrypt}${hash}`, `{CRYPT}${hash}`, `${hash}   `]) {
                assert.deepEqual(fieldOf(translatePasswordHash(text)), { password_hash: hash }, text);
            }
        });
        it('keeps a salt of its own in custom_password_hash', () => {
            const translation = translatePasswordHash(`$2a$10$${BCRYPT_TAIL}`, {
                algorithm: 'bcrypt',
                salt: { value: 'abc', position: 'suffix' },
            });
            assert.deepEqual(fieldOf(translation), {
                custom_password_hash: {
                    algorithm: 'bcrypt',
                    hash: { value: `$2a$10$${BCRYPT_TAIL}` },
                    salt: { value: 'abc', position: 'suffix' },
                },
            });
        });
        it('goes to custom_password_hash when the password was encoded otherwise', () => {
            const hash = `$2a$10$${BCRYPT_TAIL}`;
            const translation = translatePasswordHash(hash, { algorithm: 'bcrypt', password: { encoding: 'utf16le' } });
            const custom_password_hash = {
                algorithm: 'bcrypt',
                hash: { value: hash },
                password: { encoding: 'utf16le' },
            };
            assert.deepEqual(fieldOf(translation), { custom_password_hash });
        });
    });

    describe('a hash of another system logs in after the translation', () => {
        const key = (digest: string, length: number): Buffer => pbkdf2Sync('pässword', SALT, 1000, length, digest);
        const salt64 = Buffer.from(SALT).toString('base64');
        const adapted = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '').replaceAll('+', '.');
        const n64 = scryptSync('pässword', SALT, 64, { N: 2 ** 12, r: 8, p: 2 });
        const hmac = createHmac('sha384', 'secret').update('pässword').digest();
        const forms: [string, unknown, string, PasswordHashDescription?][] = [
            [
                'PBKDF2 in PHC with padding',
                `$pbkdf2-sha256$i=1000,l=32$${salt64}$${key('sha256', 32).toString('base64')}`,
                'pbkdf2',
            ],
            [
                'PBKDF2 of passlib',
                `$pbkdf2-sha512$1000$${adapted(Buffer.from(SALT))}$${adapted(key('sha512', 64))}`,
                'pbkdf2',
            ],
            [
                'PBKDF2 of passlib with SHA-1',
                `$pbkdf2$1000$${adapted(Buffer.from(SALT))}$${adapted(key('sha1', 20))}`,
                'pbkdf2',
            ],
            ['PBKDF2 of Django', `pbkdf2_sha256$1000$${SALT}$${key('sha256', 32).toString('base64')}`, 'pbkdf2'],
            ['PBKDF2 of Werkzeug', `pbkdf2:sha256:1000$${SALT}$${key('sha256', 32).toString('hex')}`, 'pbkdf2'],
            [
                'PBKDF2 of OpenLDAP',
                `{PBKDF2-SHA256}1000$${adapted(Buffer.from(SALT))}$${adapted(key('sha256', 32))}`,
                'pbkdf2',
            ],
            [
                'PBKDF2 with SHA-384, when somebody vouches for the digest',
                `$pbkdf2-sha384$i=1000,l=48$${salt64}$${key('sha384', 48).toString('base64')}`,
                'pbkdf2',
                { algorithm: 'pbkdf2', digest: 'sha384' },
            ],
            ['PBKDF2 of Keycloak', keycloak('pbkdf2-sha512', 1000, SALT, key('sha512', 64)), 'pbkdf2'],
            ['PBKDF2 of Keycloak as text', JSON.stringify(keycloak('pbkdf2', 1000, SALT, key('sha1', 20))), 'pbkdf2'],
            [
                'PBKDF2 of the first versions of Keycloak',
                {
                    algorithm: 'pbkdf2',
                    hashIterations: 1000,
                    salt: salt64,
                    hashedSaltedValue: key('sha1', 20).toString('base64'),
                },
                'pbkdf2',
            ],
            ['ASP.NET Identity 3 with SHA-512', aspNet(2, 1000, Buffer.from(SALT), key('sha512', 32)), 'pbkdf2'],
            ['scrypt of PHC with log2 of N', `$scrypt$ln=12,r=8,p=2$${salt64}$${n64.toString('base64')}`, 'scrypt'],
            ['scrypt of PHC with N itself', `$scrypt$ln=4096,r=8,p=2$${salt64}$${n64.toString('base64')}`, 'scrypt'],
            ['scrypt of Django', `scrypt$4096$${SALT}$8$2$${n64.toString('base64')}`, 'scrypt'],
            ['scrypt of Werkzeug', `scrypt:4096:8:2$${SALT}$${n64.toString('hex')}`, 'scrypt'],
            ['scrypt of Java', `$s0$c0802$${salt64}$${n64.toString('base64')}`, 'scrypt'],
            ['scrypt of Spring', `$c0802$${salt64}$${n64.toString('base64')}`, 'scrypt'],
            [
                'HMAC with a described key',
                hmac.toString('base64'),
                'hmac',
                { algorithm: 'hmac', digest: 'sha384', key: { value: 'secret' } },
            ],
            ['SHA-1 of Django', `sha1$${SALT}$${createHash('sha1').update(`${SALT}pässword`).digest('hex')}`, 'sha1'],
            [
                'SHA-256 of UTF-16',
                createHash('sha256').update(Buffer.from('pässword', 'utf16le')).digest('base64'),
                'sha256',
                { algorithm: 'sha256', password: { encoding: 'utf16le' } },
            ],
        ];
        for (const [name, value, algorithm, description] of forms) {
            it(name, async () => {
                const translation = translatePasswordHash(value, description);
                assert.ok(translation.ok, translation.ok ? '' : translation.reason);
                assert.equal(translation.algorithm, algorithm);
                assert.equal(await verifyPassword(storedAs(translation), 'pässword'), true);
                assert.equal(await verifyPassword(storedAs(translation), 'password'), false);
            });
        }

        it('any digest with any salt on any side in any encoding', async () => {
            const digests = fc.constantFrom('md5' as const, 'sha1' as const, 'sha256' as const, 'sha512' as const);
            const sides = fc.constantFrom('prefix' as const, 'suffix' as const);
            const encodings = fc.constantFrom('hex' as const, 'base64' as const);
            const salts = fc.uint8Array({ minLength: 1, maxLength: 40 });
            const passwords = fc.string({ minLength: 1, maxLength: 40, unit: 'binary' });
            const property = fc.asyncProperty(
                digests,
                sides,
                encodings,
                encodings,
                salts,
                passwords,
                async (...drawn) => {
                    const [algorithm, position, encoding, saltEncoding, saltBytes, password] = drawn;
                    const salt = Buffer.from(saltBytes);
                    const parts = position === 'prefix' ? [salt, Buffer.from(password)] : [Buffer.from(password), salt];
                    const value = createHash(algorithm).update(Buffer.concat(parts)).digest(encoding);
                    const saltField = { value: salt.toString(saltEncoding), encoding: saltEncoding, position };
                    const translation = translatePasswordHash(value, { algorithm, salt: saltField });
                    assert.deepEqual(fieldOf(translation), {
                        custom_password_hash: { algorithm, hash: { value, encoding }, salt: saltField },
                    });
                    assert.equal(await verifyPassword(storedAs(translation), password), true);
                    assert.equal(await verifyPassword(storedAs(translation), `${password}.`), false);
                },
            );
            await fc.assert(property, { numRuns: 200 });
        });
    });

    it('answers for any text and any JSON, and its answer is stable', () => {
        const beginnings = fc.constantFrom(
            '',
            '$2a$10$',
            '$argon2id$v=19$m=',
            '$pbkdf2-',
            '$scrypt$ln=',
            '{SSHA}',
            'hash=',
            'A',
            '{"',
            '$hmac-',
        );
        const property = fc.property(beginnings, fc.string(), fc.jsonValue(), (beginning, text, json) => {
            for (const value of [
                beginning + text,
                json,
                { custom_password_hash: json },
                { algorithm: 'md5', hash: json },
            ]) {
                const first = translatePasswordHash(value);
                assert.equal(typeof first.ok, 'boolean');
                if (first.ok) assert.deepEqual(translatePasswordHash(first.field), first);
            }
        });
        fc.assert(property, { numRuns: 2000 });
    });
});

function keycloak(algorithm: string, hashIterations: number, salt: string, key: Buffer): unknown {
    const secretData = {
        value: key.toString('base64'),
        salt: Buffer.from(salt).toString('base64'),
        additionalParameters: {},
    };
    const credentialData = { hashIterations, algorithm, additionalParameters: {} };
    return { type: 'password', secretData: JSON.stringify(secretData), credentialData: JSON.stringify(credentialData) };
}

function aspNet(digest: number, iterations: number, salt: Buffer, key: Buffer): string {
    const header = Buffer.alloc(13);
    header.writeUInt8(1, 0);
    header.writeUInt32BE(digest, 1);
    header.writeUInt32BE(iterations, 5);
    header.writeUInt32BE(salt.length, 9);
    return Buffer.concat([header, salt, key]).toString('base64');
}

function fieldOf(translation: PasswordHashTranslation): unknown {
    assert.ok(translation.ok, translation.ok ? '' : translation.reason);
    return translation.field;
}

function storedAs(translation: PasswordHashTranslation): StoredPassword {
    assert.ok(translation.ok);
    const { field } = translation;
    return 'password_hash' in field
        ? { kind: 'bcrypt', hash: field.password_hash }
        : { kind: 'custom', custom: field.custom_password_hash };
}
