import { CUSTOM_HASH_ALGORITHMS, isPlainDigest } from './custom-password-hash.ts';
import { DIGEST_BYTES } from './digests.ts';
import { FieldChecks, type Fields, isFields, jsonType, type Report } from './field-checks.ts';
import { readLdap } from './ldap.ts';
import { readPbkdf2 } from './pbkdf2.ts';

/** Reports one rule of the import schema that a value breaks, in the words of z-schema, which Auth0's import jobs use. */
export interface SchemaProblem {
    path: string;
    code: string;
    message: string;
}

const ROOT = 'custom_password_hash';
const SCRYPT_INTEGERS = ['keylen', 'cost', 'blockSize', 'parallelization'];
const PROPERTIES = ['algorithm', 'hash', 'salt', 'password', ...SCRYPT_INTEGERS];
const ENCODINGS = ['base64', 'hex', 'utf8'];
const POSITIONS = ['prefix', 'suffix'];
const PASSWORD_ENCODINGS = ['ascii', 'utf8', 'utf16le', 'ucs2', 'latin1', 'binary'];
const BCRYPT = /^\$2[aby]\$\d{2}\$[./A-Za-z0-9]{53}$/;
const ARGON2 = /^\$argon2id?\$v=19\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/;

/**
 * Lists what Auth0's closed schema refuses in the `custom_password_hash` of an imported user.
 *
 * Paths start with `custom_password_hash`, so that they can stand in the report of a job as they are. Auth0's internal name of the
 * field is not known, nor whether it judges the form of `hash.value` at the import (inferred from the documents' "must") or at the login.
 *
 * @returns an empty list when the object can be imported
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-import-schema (read 2026-11-21)
 */
export function customPasswordHashProblems(value: unknown): SchemaProblem[] {
    const problems: SchemaProblem[] = [];
    const report: Report = (path, code, text) => {
        const property = path === '' ? ROOT : `${ROOT}.${path}`;
        problems.push({ path: property, code, message: `Error in ${property} property - ${text}` });
    };
    if (!isFields(value)) {
        report('', 'INVALID_TYPE', `Expected type object but found type ${jsonType(value)}`);
        return problems;
    }
    const check = new FieldChecks(report);
    const hash = reportWrongFields(value, check, report);
    // The rules of an algorithm only say something about fields that have their types.
    if (hash && problems.length === 0) reportAlgorithmRules(value, hash, check, report);
    return problems;
}

function reportWrongFields(custom: Fields, check: FieldChecks, report: Report): Fields | undefined {
    const unknown = Object.keys(custom).filter((name) => !PROPERTIES.includes(name));
    if (unknown.length > 0)
        report('', 'OBJECT_ADDITIONAL_PROPERTIES', `Additional properties not allowed: ${unknown.join(',')}`);
    check.oneOf(custom, '', 'algorithm', CUSTOM_HASH_ALGORITHMS, 'required');
    const hash = check.object(custom, '', 'hash', 'required');
    const salt = check.object(custom, '', 'salt');
    const password = check.object(custom, '', 'password');
    for (const name of SCRYPT_INTEGERS) check.positiveInteger(custom, name);
    if (salt) {
        check.text(salt, 'salt', 'value', 'required');
        check.oneOf(salt, 'salt', 'encoding', ENCODINGS);
        check.oneOf(salt, 'salt', 'position', POSITIONS);
    }
    if (password) check.oneOf(password, 'password', 'encoding', PASSWORD_ENCODINGS);
    if (!hash) return undefined;
    check.text(hash, 'hash', 'value', 'required');
    check.oneOf(hash, 'hash', 'encoding', ENCODINGS);
    check.oneOf(hash, 'hash', 'digest', Object.keys(DIGEST_BYTES));
    const key = check.object(hash, 'hash', 'key');
    if (key) {
        check.text(key, 'hash.key', 'value', 'required');
        check.oneOf(key, 'hash.key', 'encoding', ENCODINGS);
    }
    return hash;
}

function reportAlgorithmRules(custom: Fields, hash: Fields, check: FieldChecks, report: Report): void {
    const algorithm = String(custom['algorithm']);
    const text = String(hash['value']);
    const isRawDigest = isPlainDigest(algorithm) || algorithm === 'hmac' || algorithm === 'scrypt';
    const encodings = isRawDigest ? ['hex', 'base64'] : ['utf8'];
    check.oneOf({ encoding: hash['encoding'] ?? 'utf8' }, 'hash', 'encoding', encodings);
    if (['argon2', 'pbkdf2', 'ldap'].includes(algorithm) && custom['salt'] !== undefined) {
        report('salt', 'NOT_PASSED', "Data matches schema from 'not'");
    }
    const mismatch = (pattern: string): void => {
        report('hash.value', 'PATTERN', `String does not match pattern ${pattern}`);
    };
    switch (algorithm) {
        case 'bcrypt':
            if (!BCRYPT.test(text)) mismatch(BCRYPT.source);
            break;
        case 'argon2':
            if (!ARGON2.test(text)) mismatch(ARGON2.source);
            break;
        case 'pbkdf2':
            if (!readPbkdf2(text)) mismatch('^\\$pbkdf2-<digest>\\$i=<iterations>,l=<keylen>\\$<salt>\\$<hash>$');
            break;
        case 'ldap':
            if (!readLdap(text)) mismatch('^\\{(md5|smd5|sha*|ssha*)\\}<base64>$');
            break;
        case 'hmac':
            if (hash['digest'] === undefined) check.missing('hash.digest');
            if (hash['key'] === undefined) check.missing('hash.key');
            break;
        case 'scrypt':
            if (custom['keylen'] === undefined) check.missing('keylen');
            if (!isPowerOfTwoAboveOne(custom['cost'] ?? 2))
                report('cost', 'NOT_PASSED', 'Value is not a power of two above 1');
    }
}

function isPowerOfTwoAboveOne(value: unknown): boolean {
    return typeof value === 'number' && value > 1 && Number.isInteger(Math.log2(value));
}
