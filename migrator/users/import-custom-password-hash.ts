import {
    HASH_ALGORITHMS,
    HASH_ENCODINGS,
    HMAC_DIGESTS,
    PASSWORD_ENCODINGS,
    SALT_POSITIONS,
} from './password-hashes/custom-password-hash.ts';
import { isLdapDigest } from './password-hashes/ldap.ts';
import { PBKDF2_DIGESTS } from './password-hashes/pbkdf2-digests.ts';

/** Tells one rule for `custom_password_hash` that an object breaks; the message names the rule, never the value. */
export interface CustomPasswordHashProblem {
    readonly path: string;
    readonly message: string;
}

type Fields = Readonly<Record<string, unknown>>;

const ROOT = 'custom_password_hash';
const HASH_PROPERTIES = ['value', 'encoding', 'digest', 'key'];
const SALT_PROPERTIES = ['value', 'encoding', 'position'];
const KEY_PROPERTIES = ['value', 'encoding'];
const PROPERTIES = new Set(['algorithm', 'hash', 'salt', 'password', 'keylen', 'cost', 'blockSize', 'parallelization']);
const SCRYPT_INTEGERS = ['keylen', 'cost', 'blockSize', 'parallelization'];
const BINARY = new Set(['hex', 'base64']);
const BINARY_ALGORITHMS = new Set(['hmac', 'md4', 'md5', 'sha1', 'sha256', 'sha512', 'scrypt']);
const SALTED_BY_TEXT = new Set(['argon2', 'pbkdf2', 'ldap']);
const BCRYPT = /^\$2[aby]\$\d{2}\$[./A-Za-z0-9]{53}$/;
const ARGON2 = /^\$argon2id?\$v=19\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/;
const PBKDF2 =
    /^\$pbkdf2-([A-Za-z0-9-]{1,32})(?:\$[il]=\d{1,10}(?:,[il]=\d{1,10})?)?\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/**
 * Lists what Auth0's closed schema and the rules of each algorithm refuse in a `custom_password_hash`.
 *
 * @returns an empty list when the object can be imported
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-import-schema (read 2026-11-21)
 */
export function customPasswordHashProblems(value: unknown): CustomPasswordHashProblem[] {
    const problems: CustomPasswordHashProblem[] = [];
    const report = (path: string, message: string): void => {
        problems.push({ path: path === '' ? ROOT : `${ROOT}.${path}`, message });
    };
    if (!isFields(value)) {
        report('', 'Expected an object');
        return problems;
    }
    for (const name of Object.keys(value)) {
        if (!PROPERTIES.has(name)) report('', `Expected no properties but ${[...PROPERTIES].join(', ')}`);
    }
    reportWrongFields(value, report);
    // The rules of an algorithm only say something about fields that have their types.
    if (problems.length === 0) reportAlgorithmRules(value, report);
    return problems;
}

type Report = (path: string, message: string) => void;

function reportWrongFields(custom: Fields, report: Report): void {
    const { algorithm, hash, salt, password } = custom;
    reportNotOneOf(algorithm, 'algorithm', HASH_ALGORITHMS, report, 'required');
    for (const name of SCRYPT_INTEGERS) {
        const field = custom[name];
        if (field !== undefined && !(Number.isInteger(field) && Number(field) > 0))
            report(name, 'Expected an integer above zero');
    }
    if (salt !== undefined) {
        if (isFields(salt)) {
            reportOthers(salt, 'salt', SALT_PROPERTIES, report);
            if (typeof salt['value'] !== 'string') report('salt.value', 'Expected a string');
            reportNotOneOf(salt['encoding'], 'salt.encoding', HASH_ENCODINGS, report);
            reportNotOneOf(salt['position'], 'salt.position', SALT_POSITIONS, report);
        } else report('salt', 'Expected an object');
    }
    if (password !== undefined) {
        if (isFields(password)) {
            reportOthers(password, 'password', ['encoding'], report);
            reportNotOneOf(password['encoding'], 'password.encoding', PASSWORD_ENCODINGS, report);
        } else report('password', 'Expected an object');
    }
    if (isFields(hash)) reportWrongHash(hash, report);
    else report('hash', 'Expected an object');
}

// A name that Auth0 does not know is a setting that has no effect, such as a salt within the hash.
function reportOthers(fields: Fields, path: string, known: readonly string[], report: Report): void {
    if (Object.keys(fields).some((name) => !known.includes(name)))
        report(path, `Expected no properties but ${known.join(', ')}`);
}

function reportWrongHash(hash: Fields, report: Report): void {
    reportOthers(hash, 'hash', HASH_PROPERTIES, report);
    if (typeof hash['value'] !== 'string') report('hash.value', 'Expected a string');
    reportNotOneOf(hash['encoding'], 'hash.encoding', HASH_ENCODINGS, report);
    reportNotOneOf(hash['digest'], 'hash.digest', HMAC_DIGESTS, report);
    const key = hash['key'];
    if (key === undefined) return;
    if (!isFields(key)) {
        report('hash.key', 'Expected an object');
        return;
    }
    reportOthers(key, 'hash.key', KEY_PROPERTIES, report);
    if (typeof key['value'] !== 'string') report('hash.key.value', 'Expected a string');
    reportNotOneOf(key['encoding'], 'hash.key.encoding', HASH_ENCODINGS, report);
}

function reportAlgorithmRules(custom: Fields, report: Report): void {
    const algorithm = String(custom['algorithm']);
    const hash = custom['hash'] as Fields;
    const text = String(hash['value']);
    const encoding = hash['encoding'];
    if (BINARY_ALGORITHMS.has(algorithm)) {
        if (!BINARY.has(String(encoding))) report('hash.encoding', `Expected hex or base64 for ${algorithm}`);
    } else if (encoding !== undefined && encoding !== 'utf8') report('hash.encoding', `Expected utf8 for ${algorithm}`);
    if (SALTED_BY_TEXT.has(algorithm) && custom['salt'] !== undefined)
        report('salt', `Expected no salt beside ${algorithm}`);
    const isBroken =
        (algorithm === 'bcrypt' && !BCRYPT.test(text)) ||
        (algorithm === 'argon2' && !ARGON2.test(text)) ||
        (algorithm === 'pbkdf2' && !isPbkdf2(text)) ||
        (algorithm === 'ldap' && !isLdapDigest(text));
    if (isBroken) report('hash.value', `Expected a whole hash in the form of ${algorithm}`);
    if (algorithm === 'hmac' && hash['digest'] === undefined) report('hash.digest', 'Expected a digest for hmac');
    if (algorithm === 'hmac' && hash['key'] === undefined) report('hash.key', 'Expected a key for hmac');
    if (algorithm === 'scrypt') {
        if (custom['keylen'] === undefined) report('keylen', 'Expected the length of the key for scrypt');
        const cost = custom['cost'] ?? 2;
        if (cost === 1 || !Number.isInteger(Math.log2(Number(cost)))) report('cost', 'Expected a power of two above 1');
    }
}

function isPbkdf2(text: string): boolean {
    const [, digest = '', salt = '', key = ''] = PBKDF2.exec(text) ?? [];
    return PBKDF2_DIGESTS.has(digest) && salt.length % 4 !== 1 && key.length % 4 !== 1;
}

function reportNotOneOf(
    value: unknown,
    path: string,
    allowed: readonly string[],
    report: Report,
    required?: 'required',
): void {
    if (value === undefined && !required) return;
    if (typeof value !== 'string' || !allowed.includes(value)) report(path, `Expected one of ${allowed.join(', ')}`);
}

function isFields(value: unknown): value is Fields {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
