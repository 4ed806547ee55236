import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type StoredPassword, verifyPassword } from '../../../local/tenant/passwords.ts';
import {
    type CustomPasswordHash,
    type PasswordHashDescription,
    type PasswordHashField,
    type PasswordHashRefusal,
    translatePasswordHash,
} from '../../../migrator/users/password-hash.ts';
import { factsPath } from '../../facts.ts';

interface Vector {
    id: string;
    plaintext: string;
    source_value: string;
    auth0: PasswordHashField | null;
}

// Vectors whose text does not tell all: what their source knows besides, as a definition would say it.
const DESCRIBED: Readonly<Record<string, PasswordHashDescription>> = {
    // Keycloak's columns, joined without the algorithm and the encoding of the salt.
    'pbkdf2-keycloak-1': { algorithm: 'pbkdf2', digest: 'sha256', salt: { encoding: 'base64' } },
    // Stytch hashes the text of the salt, which happens to be base64.
    'scrypt-stytch-1': { algorithm: 'scrypt', salt: { encoding: 'utf8' } },
    'scrypt-stytch-3': { algorithm: 'scrypt', salt: { encoding: 'utf8' } },
    // Salts are labelled with their encodings, and their places are not.
    'md5-salt-3': { algorithm: 'md5', salt: { position: 'suffix' } },
    'md5-salt-5': { algorithm: 'md5', salt: { position: 'prefix' } },
    'md5-salt-6': { algorithm: 'md5', salt: { position: 'prefix' } },
    'md5-salt-7': { algorithm: 'md5', salt: { position: 'suffix' } },
    'sha1-salt-2': { algorithm: 'sha1', salt: { position: 'prefix' } },
    'sha1-salt-3': { algorithm: 'sha1', salt: { position: 'suffix' } },
    'sha512-salt-1': { algorithm: 'sha512', salt: { position: 'prefix' } },
    // Mere digests.
    'md5-2': { algorithm: 'md5' },
    'md5-3': { algorithm: 'md5' },
    'md5-fb': { algorithm: 'md5' },
    'sha1-fb': { algorithm: 'sha1' },
    'md4-2': { algorithm: 'md4' },
    'md4-3': { algorithm: 'md4' },
    'md4-4': { algorithm: 'md4' },
    'auth0-md4': { algorithm: 'md4' },
    'auth0-sha256': { algorithm: 'sha256', salt: { value: 'abc123', position: 'prefix' } },
    'auth0-md5-desc': { algorithm: 'md5', salt: { value: 'salt', position: 'prefix' } },
    'auth0-scrypt': { algorithm: 'scrypt', salt: { value: 'abc123', encoding: 'utf8' }, keylen: 32, cost: 4096 },
    // Of cost 10, and yet in `custom_password_hash` in Auth0's own sample.
    'auth0-bcrypt': { algorithm: 'bcrypt', field: 'custom_password_hash' },
};

// Auth0's own sample leaves `encoding` out, where the translator writes its default.
const WITHOUT_ENCODING = new Set(['auth0-pbkdf2-sha512']);

describe('the vectors of password hashes', () => {
    let vectors: Vector[] = [];

    before(function () {
        const file = factsPath('password-hashes.ndjson');
        if (file === undefined) this.skip();
        vectors = readFileSync(file, 'utf8')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as Vector);
    });

    it('are the 66 of the file, each described under an id that it has', () => {
        const ids = new Set(vectors.map(({ id }) => id));
        assert.equal(ids.size, 66);
        assert.deepEqual(
            Object.keys(DESCRIBED).filter((id) => !ids.has(id)),
            [],
        );
    });

    it('are translated into the exact field that an import file must carry', () => {
        let checked = 0;
        for (const { id, source_value, auth0 } of vectors) {
            if (!auth0) continue;
            const translation = translatePasswordHash(source_value, DESCRIBED[id]);
            assert.ok(translation.ok, `${id}: ${translation.ok ? '' : translation.message}`);
            const expected = WITHOUT_ENCODING.has(id) ? withEncoding(auth0) : auth0;
            assert.deepEqual(translation.field, expected, id);
            checked += 1;
        }
        assert.equal(checked, 62);
    });

    it('are translated into themselves when they are in the form of the import file already', () => {
        for (const { id, auth0 } of vectors) {
            if (!auth0) continue;
            const translation = translatePasswordHash(auth0);
            assert.ok(translation.ok, id);
            assert.deepEqual(translation.field, auth0, id);
            if ('custom_password_hash' in auth0) {
                const bare = translatePasswordHash(auth0.custom_password_hash);
                assert.deepEqual(bare.ok && bare.field, auth0, id);
            }
        }
    });

    it('are refused for what they are where Auth0 can not take them', () => {
        const refused: Record<string, PasswordHashRefusal | undefined> = {};
        for (const { id, source_value, auth0 } of vectors) {
            if (auth0) continue;
            const translation = translatePasswordHash(source_value);
            refused[id] = translation.ok ? undefined : translation.reason;
        }
        assert.deepEqual(refused, {
            'fbscrypt-2': 'HASH_UNSUPPORTED_FIREBASE_SCRYPT',
            'fbscrypt-3': 'HASH_UNSUPPORTED_FIREBASE_SCRYPT',
            'fbscrypt-4': 'HASH_UNSUPPORTED_FIREBASE_SCRYPT',
            'fbscrypt-5': 'HASH_UNSUPPORTED_FIREBASE_SCRYPT',
        });
    });

    it('are refused without their description where they do not tell themselves', () => {
        for (const { id, source_value } of vectors) {
            if (!DESCRIBED[id] || id === 'auth0-bcrypt') continue;
            const translation = translatePasswordHash(source_value);
            assert.equal(!translation.ok && translation.reason, 'HASH_NEEDS_DESCRIPTION', id);
        }
    });

    it('let their plaintext log in after the translation, and nothing else', async function () {
        this.timeout(120_000);
        for (const { id, plaintext, source_value, auth0 } of vectors) {
            if (!auth0) continue;
            const translation = translatePasswordHash(source_value, DESCRIBED[id]);
            assert.ok(translation.ok, id);
            const stored = storedAs(translation.field);
            assert.equal(await verifyPassword(stored, plaintext), true, id);
            assert.equal(await verifyPassword(stored, `${plaintext}!`), false, id);
        }
    });
});

function withEncoding(field: PasswordHashField): PasswordHashField {
    assert.ok('custom_password_hash' in field);
    const custom: CustomPasswordHash = field.custom_password_hash;
    return { custom_password_hash: { ...custom, hash: { ...custom.hash, encoding: 'utf8' } } };
}

function storedAs(field: PasswordHashField): StoredPassword {
    return 'password_hash' in field
        ? { kind: 'bcrypt', hash: field.password_hash }
        : { kind: 'custom', custom: field.custom_password_hash };
}
