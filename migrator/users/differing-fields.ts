import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import { emailKey } from './import-record.ts';

/** Fields of an import record that no export shows: they prove themselves at a login. */
const UNSEEN: ReadonlySet<string> = new Set(['password_hash', 'custom_password_hash', 'mfa_factors']);

/**
 * Names the fields of an import record that the target's profile does not have as they were sent.
 *
 * Only what was sent is compared: Auth0 adds a name, a nickname and a picture by itself.
 *
 * @param sent - the record of the import file
 * @param profile - the line of the target's export
 */
export function differingFields(sent: UserRecord, profile: UserRecord): string[] {
    return Object.keys(sent).filter((field) => !UNSEEN.has(field) && !isSame(field, sent[field], profile[field]));
}

function isSame(field: string, sent: unknown, found: unknown): boolean {
    switch (field) {
        case 'email':
            return typeof sent === 'string' && typeof found === 'string' && emailKey(sent) === emailKey(found);
        case 'username':
            return typeof sent === 'string' && typeof found === 'string' && sent.toLowerCase() === found.toLowerCase();
        case 'user_id':
            return found === `auth0|${String(sent)}`;
        case 'blocked':
        case 'email_verified':
        case 'phone_verified':
            // Exports leave out what is not set.
            return (sent === true) === (found === true);
        case 'app_metadata':
        case 'user_metadata':
            return isDeepStrictEqual(orEmpty(sent), orEmpty(found));
        default:
            return isDeepStrictEqual(sent, found);
    }
}

// An empty metadata object is not kept.
function orEmpty(value: unknown): unknown {
    return isRecord(value) ? value : {};
}
