import { customPasswordHashProblems } from '../import-custom-password-hash.ts';
import { decodeBase64, decodeHex, isEncodedAs } from './base64.ts';
import { MAX_DERIVED_KEY_BYTES } from './cost-bounds.ts';
import type { CustomPasswordHash } from './custom-password-hash.ts';
import type { PasswordHashDescription } from './description.ts';
import { hmacDigestBytes } from './hmac-digests.ts';
import { scryptFromParts } from './scrypt.ts';
import { accept, type PasswordHashTranslation, refuse } from './translation.ts';

const DIGEST_BYTES: Readonly<Record<string, number>> = { md4: 16, md5: 16, sha1: 20, sha256: 32, sha512: 64 };

type ReadText = (text: string, description?: PasswordHashDescription) => PasswordHashTranslation;

/**
 * Takes an object that is shaped as `custom_password_hash` already, unchanged, if the schema allows it and its cost is bearable.
 *
 * @param readText - translates a hash that tells its own algorithm; finds the traps that the schema lets pass
 */
export function readImportedShape(
    value: object,
    readText: ReadText,
    description?: PasswordHashDescription,
): PasswordHashTranslation {
    const [problem] = customPasswordHashProblems(value);
    if (problem) return refuse('HASH_SCHEMA_REFUSED', `${problem.path}: ${problem.message}`);
    const custom = value as CustomPasswordHash;
    const { salt, hash } = custom;
    if (salt !== undefined && !isEncodedAs(salt.value, salt.encoding))
        return refuse('HASH_MALFORMED', `\`salt.value\` is not ${salt.encoding}.`);
    if (hash.key !== undefined && !isEncodedAs(hash.key.value, hash.key.encoding))
        return refuse('HASH_MALFORMED', `\`hash.key.value\` is not ${hash.key.encoding}.`);
    const judged = judge(custom, readText, description);
    return judged.ok ? accept(custom) : judged;
}

function judge(
    custom: CustomPasswordHash,
    readText: ReadText,
    description?: PasswordHashDescription,
): PasswordHashTranslation {
    switch (custom.algorithm) {
        case 'argon2':
        case 'bcrypt':
        case 'pbkdf2':
        case 'ldap':
            return readText(custom.hash.value, description);
        case 'scrypt': {
            const wrong = wrongLengthOf(custom);
            if (wrong !== undefined) return refuse('HASH_MALFORMED', wrong);
            return scryptFromParts({ ...custom, keylen: custom.keylen ?? MAX_DERIVED_KEY_BYTES + 1 });
        }
        default: {
            const wrong = wrongLengthOf(custom);
            return wrong === undefined ? accept(custom) : refuse('HASH_MALFORMED', wrong);
        }
    }
}

// Auth0 takes a digest of another length, which is of another algorithm or in another encoding, and then nobody can log in with it.
function wrongLengthOf({ algorithm, hash, keylen }: CustomPasswordHash): string | undefined {
    const bytes = hash.encoding === 'hex' ? decodeHex(hash.value) : decodeBase64(hash.value);
    if (bytes === undefined) return `\`hash.value\` is not ${hash.encoding ?? 'utf8'}.`;
    const expected =
        algorithm === 'hmac'
            ? hmacDigestBytes(hash.digest ?? '')
            : algorithm === 'scrypt'
              ? keylen
              : DIGEST_BYTES[algorithm];
    return expected === undefined || bytes.length === expected
        ? undefined
        : `\`hash.value\` has ${bytes.length} bytes, and ${algorithm} has ${expected}.`;
}
