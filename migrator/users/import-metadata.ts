import type { ReportProblem } from './import-problem.ts';
import type { OldIdSearch } from './old-id-references.ts';

// What Auth0 keeps itself: https://auth0.com/docs/manage-users/user-migration/bulk-user-import-schema (read 2026-11-21)
const RESERVED_APP_METADATA_KEYS: ReadonlySet<string> = new Set([
    '__tenant',
    '_id',
    'blocked',
    'clientID',
    'created_at',
    'email_verified',
    'email',
    'globalClientID',
    'global_client_id',
    'identities',
    'lastIP',
    'lastLogin',
    'loginsCount',
    'metadata',
    'multifactor_last_modified',
    'multifactor',
    'updated_at',
    'user_id',
]);

const DOT = 0x2e;
const DOLLAR = 0x24;

// A character of a text takes six bytes of JSON at most (`\u001f`), a number or a literal fewer than thirty.
const MAX_BYTES_PER_CHARACTER = 6;
const MAX_BYTES_PER_SCALAR = 30;
const BYTES_OF_PUNCTUATION = 4;
// Far above any profile: the rest of a metadata object that is too large, or refers to itself, need not be seen.
const MAX_BYTES_SEEN = 1_000_000;

/**
 * Checks the keys and values of a metadata object at every level, without recursion: a hostile one may be nested deeper than the stack.
 *
 * Keys can be personal data, so a message names the field only, and never the key that is wrong.
 *
 * @param oldId - sees every text on the way: the metadata of millions is walked once only
 * @returns an upper bound of the object's size as JSON, in bytes
 */
export function checkMetadata(
    field: string,
    metadata: object,
    report: ReportProblem,
    oldId: OldIdSearch | undefined,
): number {
    const pending: object[] = [metadata];
    let [bytes, hasInvalidKey, hasInvalidValue] = [0, false, false];
    const see = (value: unknown): void => {
        bytes += BYTES_OF_PUNCTUATION;
        if (typeof value === 'string') {
            bytes += value.length * MAX_BYTES_PER_CHARACTER;
            oldId?.look(value);
        } else if (typeof value === 'object' && value !== null) pending.push(value);
        else {
            bytes += MAX_BYTES_PER_SCALAR;
            hasInvalidValue ||= !isJsonScalar(value);
        }
    };
    for (let container = pending.pop(); container !== undefined && bytes < MAX_BYTES_SEEN; container = pending.pop()) {
        if (Array.isArray(container)) {
            for (const value of container) see(value);
        } else {
            // Own keys alone: what JSON.parse makes has no others, and `for` spares a list of them for each of millions of objects.
            for (const key in container) {
                hasInvalidKey ||= hasDotOrDollar(key);
                bytes += key.length * MAX_BYTES_PER_CHARACTER;
                see((container as Record<string, unknown>)[key]);
            }
        }
        bytes += BYTES_OF_PUNCTUATION;
    }
    if (hasInvalidKey) report(field, 'METADATA_KEY_INVALID', `Expected no key of \`${field}\` to hold \`.\` or \`$\``);
    if (hasInvalidValue) report(field, 'METADATA_NOT_JSON', `Expected every value in \`${field}\` to be JSON`);
    return bytes;
}

/** Reports the keys of `app_metadata` that Auth0 reserves. */
export function checkReservedKeys(appMetadata: object, report: ReportProblem): void {
    for (const key of Object.keys(appMetadata)) {
        if (!RESERVED_APP_METADATA_KEYS.has(key)) continue;
        report(
            `app_metadata.${key}`,
            'METADATA_KEY_RESERVED',
            `Expected \`app_metadata\` to have no \`${key}\`: Auth0 keeps it itself`,
        );
    }
}

// Keys are short: two searches of the engine take three times as long.
function hasDotOrDollar(key: string): boolean {
    for (let index = 0; index < key.length; index += 1) {
        const code = key.charCodeAt(index);
        if (code === DOT || code === DOLLAR) return true;
    }
    return false;
}

// `undefined` is left out of JSON, as a field that is absent.
function isJsonScalar(value: unknown): boolean {
    return value === null || value === undefined || typeof value === 'boolean' || Number.isFinite(value);
}
