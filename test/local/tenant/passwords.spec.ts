import assert from 'node:assert/strict';
import { createHash, createHmac, pbkdf2Sync, scryptSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { bcrypt, createHMAC, createMD4, createWhirlpool, md4, whirlpool } from 'hash-wasm';
import {
    type CustomPasswordHash,
    customPasswordHashProblems,
    hashPassword,
    type StoredPassword,
    verifyPassword,
} from '../../../local/tenant/passwords.ts';
import { factsPath } from '../../facts.ts';

interface Vector {
    id: string;
    plaintext: string;
    auth0: { password_hash: string } | { custom_password_hash: CustomPasswordHash } | null;
}

const custom = (hash: CustomPasswordHash): StoredPassword => ({ kind: 'custom', custom: hash });
const text = (algorithm: string, value: string): StoredPassword => custom({ algorithm, hash: { value } });

describe('the passwords of the local tenant', () => {
    describe('the vectors', () => {
        let vectors: Vector[] = [];

        before(function () {
            const file = factsPath('password-hashes.ndjson');
            if (file === undefined) this.skip();
            vectors = readFileSync(file, 'utf8')
                .trim()
                .split('\n')
                .map((line) => JSON.parse(line) as Vector)
                .filter(({ auth0 }) => auth0 !== null);
            assert.equal(vectors.length, 62);
        });

        it('log in with their plaintext and with no other password', async function () {
            this.timeout(120_000);
            for (const { id, plaintext, auth0 } of vectors) {
                assert.ok(auth0);
                const stored: StoredPassword =
                    'password_hash' in auth0
                        ? { kind: 'bcrypt', hash: auth0.password_hash }
                        : { kind: 'custom', custom: auth0.custom_password_hash };
                assert.equal(await verifyPassword(stored, plaintext), true, id);
                assert.equal(await verifyPassword(stored, plaintext.slice(0, -1)), false, id);
            }
        });

        it('pass the schema of the import, and cover all eleven algorithms', () => {
            const algorithms = new Set<string>();
            for (const { id, auth0 } of vectors) {
                if (!auth0 || 'password_hash' in auth0) continue;
                algorithms.add(auth0.custom_password_hash.algorithm);
                assert.deepEqual(customPasswordHashProblems(auth0.custom_password_hash), [], id);
            }
            assert.equal(algorithms.size, 11);
        });
    });

    it('hashes a new password as bcrypt of cost 10 with a salt of its own', async () => {
        const [first, second] = [await hashPassword('pässword'), await hashPassword('pässword')];
        assert.match(first, /^\$2b\$10\$[./A-Za-z0-9]{53}$/);
        assert.notEqual(first, second);
        assert.equal(await verifyPassword({ kind: 'bcrypt', hash: first }, 'pässword'), true);
        assert.equal(await verifyPassword({ kind: 'bcrypt', hash: first }, 'password'), false);
    });

    it('takes the first 72 bytes for bcrypt, those of a salt included', async () => {
        const input = 'salt'.padEnd(72, 'x');
        const hash = await bcrypt({ password: input, salt: Buffer.alloc(16, 7), costFactor: 4, outputType: 'encoded' });
        const salted: CustomPasswordHash = { algorithm: 'bcrypt', hash: { value: hash }, salt: { value: 'salt' } };
        assert.equal(await verifyPassword(custom(salted), 'x'.repeat(68)), true);
        assert.equal(await verifyPassword(custom(salted), 'x'.repeat(90)), true);
        assert.equal(await verifyPassword(custom(salted), 'x'.repeat(67)), false);
        assert.equal(
            await verifyPassword(custom({ ...salted, salt: { value: 'salt', position: 'suffix' } }), 'x'.repeat(68)),
            false,
        );
    });

    it('refuses bcrypt of the revision 2x, whose digest is another one', async () => {
        const tail = '05$vTNtOWhKVVLxCQDePmmsa.Loz9RuwwWajZtkchIVLIu4/.ncSTwfq';
        assert.equal(await verifyPassword(text('bcrypt', `$2a$${tail}`), 'testPass123'), true);
        assert.equal(await verifyPassword(text('bcrypt', `$2x$${tail}`), 'testPass123'), false);
    });

    it('computes HMAC with each digest that a file may name', async () => {
        const expected: Record<string, string> = {};
        for (const digest of ['md5', 'ripemd160', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512']) {
            expected[digest] = createHmac(digest, 'key').update('secret').digest('hex');
        }
        expected['md4'] = (await createHMAC(createMD4(), 'key')).init().update('secret').digest('hex');
        expected['whirlpool'] = (await createHMAC(createWhirlpool(), 'key')).init().update('secret').digest('hex');
        for (const [digest, value] of Object.entries(expected)) {
            const hash = {
                value: value.toUpperCase(),
                encoding: 'hex',
                digest,
                key: { value: '6b6579', encoding: 'hex' },
            };
            assert.equal(await verifyPassword(custom({ algorithm: 'hmac', hash }), 'secret'), true, digest);
            assert.equal(await verifyPassword(custom({ algorithm: 'hmac', hash }), 'Secret'), false, digest);
        }
    });

    it('computes PBKDF2 with MD4 and Whirlpool, which OpenSSL has no more', async () => {
        // With one iteration and one block, PBKDF2 is the HMAC of the salt and a block number.
        const block = Buffer.concat([Buffer.from('saltsalt'), Buffer.from([0, 0, 0, 1])]);
        const keys = {
            md4: (await createHMAC(createMD4(), 'secret')).init().update(block).digest('binary'),
            whirlpool: (await createHMAC(createWhirlpool(), 'secret')).init().update(block).digest('binary'),
        };
        for (const [digest, key] of Object.entries(keys)) {
            const phc = `$pbkdf2-${digest}$i=1,l=${key.length}$${b64('saltsalt')}$${b64(key)}`;
            assert.equal(await verifyPassword(text('pbkdf2', phc), 'secret'), true, digest);
            assert.equal(await verifyPassword(text('pbkdf2', phc), 'other'), false, digest);
        }
    });

    it("knows OpenSSL's other names of a digest, and the defaults of PBKDF2", async () => {
        const key = pbkdf2Sync('secret', 'saltsalt', 100_000, 64, 'sha512');
        for (const name of ['sha512', 'RSA-SHA512', 'sha512WithRSAEncryption']) {
            const phc = `$pbkdf2-${name}$${b64('saltsalt')}$${b64(key)}`;
            assert.equal(await verifyPassword(text('pbkdf2', phc), 'secret'), true, name);
        }
    });

    it('uses the defaults of scrypt, and no salt where there is none', async () => {
        const key = scryptSync('secret', '', 24, { N: 16_384, r: 8, p: 1 }).toString('base64url');
        const stored = custom({ algorithm: 'scrypt', hash: { value: key, encoding: 'base64' }, keylen: 24 });
        assert.equal(await verifyPassword(stored, 'secret'), true);
    });

    it('verifies each scheme of a directory, in either case of its name', async () => {
        const salt = Buffer.from('0123');
        const of = (name: string, ...parts: Buffer[]): Buffer => {
            const digest = createHash(name);
            for (const part of parts) digest.update(part);
            return digest.digest();
        };
        const password = Buffer.from('secret');
        const values = [
            `{MD5}${of('md5', password).toString('base64')}`,
            `{SHA}${of('sha1', password).toString('base64')}`,
            `{SHA384}${of('sha384', password).toString('base64')}`,
            `{smd5}${Buffer.concat([of('md5', password, salt), salt]).toString('base64')}`,
            `{ssha}${Buffer.concat([of('sha1', password, salt), salt]).toString('base64')}`,
            `{SSHA512}${Buffer.concat([of('sha512', password, salt), salt]).toString('base64')}`,
        ];
        for (const value of values) {
            assert.equal(await verifyPassword(text('ldap', value), 'secret'), true, value);
            assert.equal(await verifyPassword(text('ldap', value), 'secret0'), false, value);
        }
    });

    it('verifies digests of passwords in every encoding, with salts in every encoding', async () => {
        const algorithms = {
            md4,
            md5: nodeDigest('md5'),
            sha1: nodeDigest('sha1'),
            sha256: nodeDigest('sha256'),
            sha512: nodeDigest('sha512'),
        };
        const property = fc.asyncProperty(
            fc.constantFrom(...(Object.keys(algorithms) as (keyof typeof algorithms)[])),
            fc.constantFrom(
                'utf8' as const,
                'utf16le' as const,
                'ucs2' as const,
                'latin1' as const,
                'ascii' as const,
                'binary' as const,
            ),
            fc.constantFrom('hex' as const, 'base64' as const),
            fc.constantFrom('prefix' as const, 'suffix' as const),
            fc.uint8Array({ maxLength: 20 }),
            // Letters that all six encodings have.
            fc.string({ minLength: 1, maxLength: 20 }),
            async (algorithm, passwordEncoding, encoding, position, saltBytes, password) => {
                const [salt, input] = [Buffer.from(saltBytes), Buffer.from(password, passwordEncoding)];
                const digest = await algorithms[algorithm](
                    Buffer.concat(position === 'prefix' ? [salt, input] : [input, salt]),
                );
                const stored = custom({
                    algorithm,
                    hash: { value: Buffer.from(digest, 'hex').toString(encoding), encoding },
                    salt: { value: salt.toString(encoding), encoding, position },
                    password: { encoding: passwordEncoding },
                });
                assert.equal(await verifyPassword(stored, password), true);
                assert.equal(await verifyPassword(stored, `${password}x`), false);
            },
        );
        await fc.assert(property, { numRuns: 300 });
    });

    describe('a hash whose cost would stop the tenant is a wrong password', () => {
        const salt = b64('saltsaltsaltsalt');
        const key = b64(Buffer.alloc(32, 1));
        const scrypt = { algorithm: 'scrypt', hash: { value: key, encoding: 'base64' }, keylen: 32 };
        const hostile: [string, StoredPassword][] = [
            ['bcrypt of cost 31', text('bcrypt', '$2b$31$vTNtOWhKVVLxCQDePmmsa.Loz9RuwwWajZtkchIVLIu4/.ncSTwfq')],
            ['argon2 with 8 GiB', text('argon2', `$argon2id$v=19$m=8388608,t=1,p=1$${salt}$${key}`)],
            ['argon2 with many passes', text('argon2', `$argon2id$v=19$m=65536,t=4000000000,p=1$${salt}$${key}`)],
            ['argon2 with many lanes', text('argon2', `$argon2id$v=19$m=1048576,t=1,p=100000$${salt}$${key}`)],
            ['PBKDF2 with a billion iterations', text('pbkdf2', `$pbkdf2-sha256$i=1000000000,l=32$${salt}$${key}`)],
            ['PBKDF2 with Whirlpool and many', text('pbkdf2', `$pbkdf2-whirlpool$i=9999999,l=32$${salt}$${key}`)],
            ['scrypt with 2^40', custom({ ...scrypt, cost: 2 ** 40 })],
        ];
        for (const [name, stored] of hostile) {
            it(name, async () => {
                assert.equal(await verifyPassword(stored, 'secret'), false);
            });
        }
    });

    it('refuses the right password too, where its hash costs more than the bound', async () => {
        // One lane more than the bound of 2^22 for N, r and p together: some seconds, so that the digest can be made here.
        const [cost, parallelization] = [2 ** 14, 33];
        const key = scryptSync('secret', 'salt', 32, { cost, parallelization, maxmem: 2 ** 26 }).toString('hex');
        const stored = custom({
            algorithm: 'scrypt',
            hash: { value: key, encoding: 'hex' },
            salt: { value: 'salt' },
            keylen: 32,
            cost,
            parallelization,
        });
        assert.equal(await verifyPassword(stored, 'secret'), false);
    });

    it('answers false for whatever a stored hash may be, and never throws', async () => {
        const algorithms = fc.constantFrom(
            'argon2',
            'bcrypt',
            'hmac',
            'ldap',
            'md4',
            'sha256',
            'pbkdf2',
            'scrypt',
            '__proto__',
            'constructor',
        );
        const property = fc.asyncProperty(
            algorithms,
            fc.jsonValue(),
            fc.jsonValue(),
            fc.string(),
            async (algorithm, hash, salt, password) => {
                for (const broken of [
                    { algorithm, hash, salt },
                    { algorithm, hash: { value: hash, encoding: 'hex' }, salt },
                    hash,
                ]) {
                    assert.equal(
                        await verifyPassword({ kind: 'custom', custom: broken as CustomPasswordHash }, password),
                        false,
                    );
                }
            },
        );
        await fc.assert(property, { numRuns: 500 });
    });

    it('answers false for an empty password, and for an empty digest', async () => {
        const value = createHash('md5').update('').digest('hex');
        assert.equal(await verifyPassword(custom({ algorithm: 'md5', hash: { value, encoding: 'hex' } }), ''), false);
        assert.equal(
            await verifyPassword(custom({ algorithm: 'md5', hash: { value: '', encoding: 'hex' } }), 'secret'),
            false,
        );
        assert.notEqual(await whirlpool(''), '');
    });
});

function b64(bytes: string | Uint8Array): string {
    return Buffer.from(bytes as Uint8Array)
        .toString('base64')
        .replace(/=+$/, '');
}

function nodeDigest(name: string): (data: Buffer) => Promise<string> {
    return (data) => Promise.resolve(createHash(name).update(data).digest('hex'));
}
