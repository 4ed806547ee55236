import { customPasswordHashProblems } from '../import-custom-password-hash.ts';
import { MAX_DERIVED_KEY_BYTES } from './cost-bounds.ts';
import type { CustomPasswordHash } from './custom-password-hash.ts';
import type { PasswordHashDescription } from './description.ts';
import { scryptFromParts } from './scrypt.ts';
import { accept, type PasswordHashTranslation, refuse } from './translation.ts';

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
        case 'scrypt':
            return scryptFromParts({ ...custom, keylen: custom.keylen ?? MAX_DERIVED_KEY_BYTES + 1 });
        default:
            return accept(custom);
    }
}
