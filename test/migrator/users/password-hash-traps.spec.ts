import assert from 'node:assert/strict';
import {
    PASSWORD_HASH_REFUSALS,
    type PasswordHashDescription,
    type PasswordHashRefusal,
    translatePasswordHash,
} from '../../../migrator/users/password-hash.ts';

const BCRYPT_TAIL = 'vTNtOWhKVVLxCQDePmmsa.Loz9RuwwWajZtkchIVLIu4/.ncSTwfq';
const B64_SALT = 'c29tZXNhbHRzb21lc2FsdA';
const B64_KEY = 'RXnb8rh7LaDcn07xsssqqulZYXOM/EUCEFMVcAcyYVk';

describe('translatePasswordHash, of a hash that Auth0 must not get,', () => {
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
        ['bcrypt of a digest, of Django', `bcrypt_sha256$$2b$12$${BCRYPT_TAIL}`, 'HASH_UNSUPPORTED_PREHASHED_BCRYPT'],
        [
            'bcrypt of a digest, of passlib',
            '$bcrypt-sha256$v=2,t=2b,r=12$n79VH.0Q2TMWmt3Oqt9uku$Kq4Noyk3094Y2QlB8NdRT8SvGiI4ft2',
            'HASH_UNSUPPORTED_PREHASHED_BCRYPT',
        ],
        ['bcrypt of a digest, of WordPress 6.8', `$wp$2y$10$${BCRYPT_TAIL}`, 'HASH_UNSUPPORTED_PREHASHED_BCRYPT'],
        ["MySQL's digest of a digest", '*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19', 'HASH_UNSUPPORTED_ITERATED_DIGEST'],
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
