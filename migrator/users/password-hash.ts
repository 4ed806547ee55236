import { readArgon2 } from './password-hashes/argon2.ts';
import { readAspNetIdentity } from './password-hashes/aspnet-identity.ts';
import { readBcrypt } from './password-hashes/bcrypt.ts';
import { MAX_HASH_TEXT_LENGTH } from './password-hashes/cost-bounds.ts';
import type { CustomPasswordHash, PasswordEncoding } from './password-hashes/custom-password-hash.ts';
import { readDescribed } from './password-hashes/described.ts';
import { type PasswordHashDescription, UNSUPPORTED_ALGORITHMS } from './password-hashes/description.ts';
import { readDjangoDigest, withoutDjangoName } from './password-hashes/django.ts';
import { readHmac } from './password-hashes/hmac.ts';
import { readImportedShape } from './password-hashes/imported-shape.ts';
import { fieldsOf } from './password-hashes/json-fields.ts';
import { readKeycloak } from './password-hashes/keycloak.ts';
import { readLdap, withoutAnnouncement } from './password-hashes/ldap.ts';
import { readPbkdf2 } from './password-hashes/pbkdf2.ts';
import { readScrypt } from './password-hashes/scrypt.ts';
import { accept, type PasswordHashTranslation, refuse } from './password-hashes/translation.ts';
import { refuseUnsupported } from './password-hashes/unsupported.ts';
import { unwrapped } from './password-hashes/wrapped-text.ts';

export type { CustomPasswordHash } from './password-hashes/custom-password-hash.ts';
export type { PasswordHashDescription } from './password-hashes/description.ts';
export { PASSWORD_HASH_REFUSALS, type PasswordHashRefusal } from './password-hashes/refusals.ts';
export type { PasswordHashField, PasswordHashTranslation } from './password-hashes/translation.ts';

// Those that tell themselves by their beginning come first; mere hex and base64 come last.
const READERS = [
    readBcrypt,
    readArgon2,
    readPbkdf2,
    readScrypt,
    readHmac,
    readLdap,
    readDjangoDigest,
    refuseUnsupported,
    readAspNetIdentity,
    readDescribed,
];

/**
 * Translates a password hash of any system into the field of an Auth0 import file, or says why Auth0 can't take it.
 *
 * @param value - the text that the source stores, or an object: a `custom_password_hash`, a record that has one of Auth0's two
 * fields, a credential of Keycloak, a user of Firebase
 * @param description - what the hash does not tell itself; a hash that contradicts it is refused
 */
export function translatePasswordHash(value: unknown, description?: PasswordHashDescription): PasswordHashTranslation {
    if (description?.pepper) return refuse('HASH_UNSUPPORTED_PEPPER');
    if (description && Object.hasOwn(UNSUPPORTED_ALGORITHMS, description.algorithm)) {
        return refuse(UNSUPPORTED_ALGORITHMS[description.algorithm as keyof typeof UNSUPPORTED_ALGORITHMS]);
    }
    const translation = translate(value, description);
    if (!translation.ok || !description) return translation;
    if (translation.algorithm !== description.algorithm) return refuse('HASH_CONTRADICTS_DESCRIPTION');
    return withPasswordEncoding(translation, description.password?.encoding);
}

function translate(value: unknown, description?: PasswordHashDescription): PasswordHashTranslation {
    if (value === undefined || value === null) return refuse('HASH_EMPTY');
    const fields = fieldsOf(value);
    if (fields) return translateObject(fields, description);
    return typeof value === 'string' ? translateText(value, description) : refuse('HASH_UNRECOGNIZED');
}

function translateObject(
    fields: Readonly<Record<string, unknown>>,
    description?: PasswordHashDescription,
): PasswordHashTranslation {
    const custom = fieldsOf(fields['custom_password_hash']);
    if (custom) return readImportedShape(custom, translateText, description);
    if (typeof fields['password_hash'] === 'string') return translateText(fields['password_hash'], description);
    if ('algorithm' in fields && 'hash' in fields) return readImportedShape(fields, translateText, description);
    if ('passwordHash' in fields && ('localId' in fields || 'signerKey' in fields)) {
        return refuse('HASH_UNSUPPORTED_FIREBASE_SCRYPT');
    }
    return readKeycloak(fields, description) ?? refuse('HASH_UNRECOGNIZED');
}

function translateText(value: string, description?: PasswordHashDescription): PasswordHashTranslation {
    // Columns of a fixed width pad with spaces; no form has any at its ends.
    const text = value.trim();
    if (text === '') return refuse('HASH_EMPTY');
    if (text.length > MAX_HASH_TEXT_LENGTH) return refuse('HASH_UNRECOGNIZED');
    // Nearly all begin like this, and stand in no wrapping.
    const bare = text.startsWith('$') ? text : withoutDjangoName(withoutAnnouncement(unwrapped(text)));
    for (const read of READERS) {
        const translation = read(bare, description);
        if (translation) return translation;
    }
    return refuse('HASH_UNRECOGNIZED');
}

function withPasswordEncoding(
    translation: PasswordHashTranslation & { ok: true },
    encoding: PasswordEncoding | undefined,
): PasswordHashTranslation {
    if (encoding === undefined) return translation;
    const { field } = translation;
    const custom: CustomPasswordHash =
        'password_hash' in field
            ? { algorithm: 'bcrypt', hash: { value: field.password_hash } }
            : field.custom_password_hash;
    return accept({ ...custom, password: { encoding } });
}
