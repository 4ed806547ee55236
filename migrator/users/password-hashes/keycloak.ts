import { argon2FromParts } from './argon2.ts';
import { decodeBase64 } from './base64.ts';
import type { PasswordHashDescription } from './description.ts';
import { fieldsOf, numberOf, textOf } from './json-fields.ts';
import { pbkdf2FromParts } from './pbkdf2.ts';
import { type PasswordHashTranslation, refuse } from './translation.ts';

type Fields = Readonly<Record<string, unknown>>;

// The bare name is of Keycloak's first versions.
const DIGESTS = new Map([
    ['pbkdf2', 'sha1'],
    ['pbkdf2-sha1', 'sha1'],
    ['pbkdf2-sha256', 'sha256'],
    ['pbkdf2-sha512', 'sha512'],
]);
const ARGON2_VERSIONS = new Map([
    ['1.0', 16],
    ['1.3', 19],
]);
const ARGON2_VARIANTS = new Set(['i', 'd', 'id']);

/**
 * Translates a credential of Keycloak's export: `secretData` and `credentialData` (each an object, or its JSON as text),
 * or the flat fields of Keycloak before version 8 (`hashedSaltedValue`, `salt`, `hashIterations`, `algorithm`).
 */
export function readKeycloak(
    credential: Fields,
    description?: PasswordHashDescription,
): PasswordHashTranslation | undefined {
    const secret = fieldsOf(credential['secretData']) ?? credential;
    const data = fieldsOf(credential['credentialData']) ?? credential;
    const algorithm = textOf(data['algorithm']);
    const iterations = numberOf(data['hashIterations']);
    const value = textOf(secret['value']) ?? textOf(secret['hashedSaltedValue']);
    const salt = textOf(secret['salt']);
    if (algorithm === undefined || iterations === undefined || value === undefined || salt === undefined)
        return undefined;
    const [saltBytes, key] = [decodeBase64(salt), decodeBase64(value)];
    if (!saltBytes || !key) return refuse('HASH_MALFORMED');
    if (algorithm === 'argon2') return readArgon2Credential(data, iterations, saltBytes, key);
    const digest = DIGESTS.get(algorithm);
    if (digest === undefined) return refuse('HASH_UNSUPPORTED_DIGEST');
    return pbkdf2FromParts({ digest, iterations, salt: saltBytes, key }, description);
}

function readArgon2Credential(data: Fields, passes: number, salt: Buffer, key: Buffer): PasswordHashTranslation {
    const parameters = fieldsOf(data['additionalParameters']) ?? {};
    // Keycloak keeps every parameter as a list of one text.
    const first = (name: string): string | undefined => {
        const list: unknown = parameters[name];
        return Array.isArray(list) ? textOf(list[0]) : textOf(list);
    };
    const variant = first('type') ?? '';
    const version = ARGON2_VERSIONS.get(first('version') ?? '');
    if (!ARGON2_VARIANTS.has(variant) || version === undefined) return refuse('HASH_MALFORMED');
    const [memory, lanes] = [Number(first('memory')), Number(first('parallelism'))];
    return argon2FromParts({ variant, version, memory, passes, lanes, salt, key });
}
