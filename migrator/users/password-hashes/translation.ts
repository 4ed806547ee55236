import type { CustomPasswordHash } from './custom-password-hash.ts';
import { PASSWORD_HASH_REFUSALS, type PasswordHashRefusal } from './refusals.ts';

/** Holds the one field of an import record that carries a password hash. */
export type PasswordHashField = { password_hash: string } | { custom_password_hash: CustomPasswordHash };

/** Tells what became of a hash: the field for the import file, or the reason why there is none. */
export type PasswordHashTranslation =
    | { ok: true; algorithm: string; field: PasswordHashField }
    | { ok: false; reason: PasswordHashRefusal; message: string };

/** Puts a hash into `custom_password_hash`. */
export function accept(custom: CustomPasswordHash): PasswordHashTranslation {
    return { ok: true, algorithm: custom.algorithm, field: { custom_password_hash: custom } };
}

/** Puts a bcrypt hash of cost 10 into `password_hash`. */
export function acceptAsPasswordHash(hash: string): PasswordHashTranslation {
    return { ok: true, algorithm: 'bcrypt', field: { password_hash: hash } };
}

/**
 * Refuses a hash.
 *
 * @param detail - what is known beyond the reason: a field and a rule, never a value
 */
export function refuse(reason: PasswordHashRefusal, detail?: string): PasswordHashTranslation {
    const text = PASSWORD_HASH_REFUSALS[reason];
    return { ok: false, reason, message: detail === undefined ? text : `${text} ${detail}` };
}
