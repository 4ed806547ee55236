import type { DigestFunction } from '../records/digest.ts';
import type { UserRecord } from '../records/user-record.ts';
import { type FieldDigests, LEDGER_FIELDS, type LedgerField } from '../run-store/ledger.ts';
import { emailKey } from '../users/email-key.ts';

/**
 * Gives the value of a field in the form in which it is compared: one text for all spellings of the same value.
 *
 * Exports leave out what is not set, so an absent flag is `false` and absent metadata is empty. A key of metadata that is null is absent, since
 * an import keeps it and an update removes it. Addresses and usernames are
 * compared as Auth0 stores them, in lower case.
 *
 * @returns undefined where the field is absent
 */
export function comparableField(field: LedgerField, record: UserRecord): string | undefined {
    const value = record[field];
    switch (field) {
        case 'email':
        case 'username':
            return typeof value === 'string' ? emailKey(value) : undefined;
        case 'email_verified':
        case 'phone_verified':
        case 'blocked':
            return value === true ? 'true' : undefined;
        case 'user_metadata':
        case 'app_metadata': {
            if (typeof value !== 'object' || value === null) return undefined;
            const text = canonicalJson(withoutNulls(value));
            return text === '{}' ? undefined : text;
        }
        default:
            return typeof value === 'string' && value !== '' ? value : undefined;
    }
}

function withoutNulls(metadata: object): object {
    const entries = Object.entries(metadata);
    return entries.some(([, value]) => value === null)
        ? Object.fromEntries(entries.filter(([, value]) => value !== null))
        : metadata;
}

/** Functions call themselves no deeper than this; no user's metadata is so deep but by mischief. */
const DEEPEST_CALL = 100;

/** Writes a JSON value with the keys of its objects in order, so that equal values give equal texts. */
export function canonicalJson(value: unknown, depth = 0): string {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    if (depth > DEEPEST_CALL) return deepJson(value);
    if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join(',')}]`;
    const entries: string[] = [];
    for (const key of Object.keys(value).sort()) {
        const inner = (value as UserRecord)[key];
        if (inner !== undefined) entries.push(`${JSON.stringify(key)}:${canonicalJson(inner, depth + 1)}`);
    }
    return `{${entries.join(',')}}`;
}

// The same without calls within calls: a hostile value may be nested deeper than the stack.
function deepJson(root: object): string {
    let text = '';
    const pending: ({ readonly text: string } | { readonly value: unknown })[] = [{ value: root }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        if ('text' in next) text += next.text;
        else if (typeof next.value !== 'object' || next.value === null) text += JSON.stringify(next.value);
        else {
            const { value } = next;
            const isList = Array.isArray(value);
            const keys = isList ? Object.keys(value) : Object.keys(value).sort();
            const known = keys.filter((key) => isList || (value as UserRecord)[key] !== undefined);
            text += isList ? '[' : '{';
            pending.push({ text: isList ? ']' : '}' });
            // From behind, since the last that is added is the next that is written.
            for (let at = known.length - 1; at >= 0; at -= 1) {
                const key = known[at] ?? '';
                pending.push({ value: (value as UserRecord)[key] });
                pending.push({ text: `${at === 0 ? '' : ','}${isList ? '' : `${JSON.stringify(key)}:`}` });
            }
        }
    }
    return text;
}

/**
 * Digests the fields of a record, each to 32 bits.
 *
 * @param digest - of the run's ledger
 */
export function digestFields(record: UserRecord, digest: DigestFunction): FieldDigests {
    return LEDGER_FIELDS.map((field) => {
        const text = comparableField(field, record);
        // 0 says that the field is absent.
        return text === undefined ? 0 : digest(`${field} ${text}`).low || 1;
    });
}

/** Tells whether both sides have one of some fields, with the same value. */
export function agreeInOne(fields: readonly LedgerField[], one: FieldDigests, other: FieldDigests): boolean {
    return fields.some((field) => {
        const at = LEDGER_FIELDS.indexOf(field);
        return one[at] !== 0 && one[at] === other[at];
    });
}
