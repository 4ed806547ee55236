import assert from 'node:assert/strict';
import { createHash, createHmac, pbkdf2Sync, scryptSync } from 'node:crypto';
import fc from 'fast-check';
import { type StoredPassword, verifyPassword } from '../../../local/tenant/passwords.ts';
import {
    type PasswordHashDescription,
    type PasswordHashTranslation,
    translatePasswordHash,
} from '../../../migrator/users/password-hash.ts';

const BCRYPT_TAIL = 'vTNtOWhKVVLxCQDePmmsa.Loz9RuwwWajZtkchIVLIu4/.ncSTwfq';
const SALT = 'Zu1Pq9 and more';

describe('translatePasswordHash', () => {
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
