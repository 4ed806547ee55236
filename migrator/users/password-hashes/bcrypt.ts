import { bcryptHeadOf } from './bcrypt-form.ts';
import { MAX_BCRYPT_COST } from './cost-bounds.ts';
import type { PasswordHashDescription } from './description.ts';
import { accept, acceptAsPasswordHash, type PasswordHashTranslation, refuse } from './translation.ts';

const ANY_REVISION = /^\$2[a-z]?\$/;
const KNOWN_REVISION = /^\$2[aby]\$/;
const HEAD = /^\$2[aby]\$\d\d\$$/;
const MIN_BCRYPT_COST = 4;

/**
 * Translates bcrypt: `$2a$` and `$2b$` of cost 10 into `password_hash`, every other cost and `$2y$` into `custom_password_hash`.
 *
 * Auth0's own pattern for `password_hash` also lets `$2$` and costs of 100 and 1000 pass, which nothing verifies.
 */
export function readBcrypt(text: string, description?: PasswordHashDescription): PasswordHashTranslation | undefined {
    const head = bcryptHeadOf(text);
    if (head === undefined || !HEAD.test(head)) return whyNotBcrypt(text);
    const cost = Number(head.slice(4, 6));
    if (cost < MIN_BCRYPT_COST) return refuse('HASH_MALFORMED');
    if (cost > MAX_BCRYPT_COST) return refuse('HASH_COST_TOO_HIGH');
    const salt = description?.salt;
    if (salt !== undefined && salt.value === undefined)
        return refuse('HASH_NEEDS_DESCRIPTION', 'The salt of this user is missing.');
    if (salt?.value !== undefined) {
        const { value, encoding, position } = salt;
        const saltField = { value, ...(encoding && { encoding }), ...(position && { position }) };
        return accept({ algorithm: 'bcrypt', hash: { value: text }, salt: saltField });
    }
    const isAuth0Own = cost === 10 && !head.startsWith('$2y') && description?.field === undefined;
    return isAuth0Own ? acceptAsPasswordHash(text) : accept({ algorithm: 'bcrypt', hash: { value: text } });
}

function whyNotBcrypt(text: string): PasswordHashTranslation | undefined {
    if (!ANY_REVISION.test(text)) return undefined;
    return refuse(KNOWN_REVISION.test(text) ? 'HASH_MALFORMED' : 'HASH_UNSUPPORTED_BCRYPT_REVISION');
}
