import { isNo, isYes } from '../inputs/presets/record-values.ts';
import { isRecord } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';

/**
 * What a column says about a block:
 *
 * - `flag`: that the account is blocked, deleted, ...
 * - `active`: that it is not
 * - `since`: when it was blocked
 * - `until`: when the block ends
 * - `status`: a word such as `suspended`
 */
type BlockColumn = 'active' | 'flag' | 'since' | 'status' | 'until';

const STATE =
    'archived|banned|blocked|deactivated|deleted|disabled|discarded|frozen|locked|lockedout|suspended|terminated';
const OWNER = '(?:is|has|account|user|isaccount|isuser|login|pwdaccount)?';
const FORMS: readonly (readonly [BlockColumn, RegExp])[] = [
    [
        'until',
        new RegExp(
            `^${OWNER}(?:${STATE}|ban|block|lock|lockout|suspension)(?:until|till|end|ends|expires|expiry|expiration)(?:date|at|on|time|utc)*$`,
        ),
    ],
    ['since', new RegExp(`^${OWNER}(?:${STATE})(?:at|on|since|date|time|utc)+$`)],
    ['flag', new RegExp(`^${OWNER}(?:${STATE}|ban|block|nsaccountlock)$`)],
    ['active', new RegExp(`^${OWNER}(?:active|enabled|no[nt](?:locked|expired))$`)],
    ['status', /^(?:account|user)?(?:status|state)(?:readonly)?$/],
];
const BLOCKED_STATUS = new RegExp(`^(?:${STATE}|closed|deprovisioned|inactive|spam)$`);
const ACTIVE_STATUS = /^(?:active|confirmed|enabled|normal|ok|open|verified)$/;
/** What databases write for no date. */
const NO_DATE = /^(?:0000-00-00.*|-infinity|never|none|null|\\N)?$/i;
/** Places whose values arrive as they are, or have a rule of their own. */
const CARRIED: ReadonlySet<string> = new Set(['app_metadata', 'blocked', 'identities', 'user_metadata']);
// Files have fewer columns, but a hostile one may have a name of its own in every record.
const MAX_KNOWN = 10_000;
const KNOWN = new Map<string, BlockColumn | undefined>();

/**
 * Finds a column that says that its user is blocked, and that nothing takes.
 *
 * @param isTaken - whether the definition or a preset says what a column means, or the value is nothing
 * @param asOf - the time to judge by, in ms since 1970
 * @returns its name, with what leads to it
 */
export function overlookedBlock(
    record: UserRecord,
    isTaken: (name: string, value: unknown) => boolean,
    asOf: number,
): string | undefined {
    for (const name in record) {
        if (CARRIED.has(name) || /^(?:app|user)_metadata\./.test(name)) continue;
        const value = record[name];
        if (!isTaken(name, value) && isBlockedBy(name, value, asOf) === true) return name;
        if (!isRecord(value)) continue;
        for (const key in value) {
            const path = `${name}.${key}`;
            const inner = value[key];
            if (!isTaken(path, inner) && isBlockedBy(key, inner, asOf) === true) return path;
        }
    }
    return undefined;
}

/**
 * Tells whether a column says that its user is blocked.
 *
 * @param name - of the column; of a path, the last key counts
 * @param asOf - the time to judge by, in ms since 1970
 * @returns undefined where the name says nothing about a block, or the value is no word for it
 */
export function isBlockedBy(name: string, value: unknown, asOf: number): boolean | undefined {
    switch (blockColumnOf(name)) {
        case 'until':
            return isAhead(value, asOf);
        case 'since':
        case 'flag':
            return !isNever(value);
        case 'active':
            return isNo(value) || (isYes(value) ? false : undefined);
        case 'status': {
            const word = typeof value === 'string' ? lettersOf(value) : '';
            return BLOCKED_STATUS.test(word) || (ACTIVE_STATUS.test(word) ? false : undefined);
        }
        case undefined:
            return undefined;
    }
}

/**
 * Tells whether the end of a block lies ahead. An end that nobody can read counts as ahead, so that no block gets lost.
 *
 * @param value - a date in any of the ways in which systems write it; nothing is no block
 * @param asOf - the time to judge by, in ms since 1970
 */
export function isAhead(value: unknown, asOf: number): boolean {
    if (isNever(value)) return false;
    const end = timeOf(value);
    return end === undefined || end > asOf;
}

function blockColumnOf(name: string): BlockColumn | undefined {
    if (KNOWN.has(name)) return KNOWN.get(name);
    const plain = lettersOf(name.slice(name.search(/[^./]*$/)));
    const found = FORMS.find(([, form]) => form.test(plain))?.[0];
    if (KNOWN.size < MAX_KNOWN) KNOWN.set(name, found);
    return found;
}

function isNever(value: unknown): boolean {
    if (value === undefined || value === null || isNo(value)) return true;
    return typeof value === 'string' ? NO_DATE.test(value.trim()) : Array.isArray(value) && value.length === 0;
}

function timeOf(value: unknown): number | undefined {
    if (isRecord(value)) return timeOf(value['$date'] ?? value['$numberLong']);
    const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
    // Seconds since 1970, or milliseconds.
    if (/^\d{1,16}(?:\.\d+)?$/.test(text)) return Number(text) < 1e11 ? Number(text) * 1000 : Number(text);
    if (/^\d{4}-\d\d-\d\d/.test(text)) {
        const time = Date.parse(/^\S+[T ]\d\d:\d\d[\d:.]*$/.test(text) ? `${text}Z` : text);
        if (!Number.isNaN(time)) return time;
    }
    // Elsewhere the day may stand before the month or behind it, so the year counts, to its end.
    const [, year] = /\b(\d{4})\b/.exec(text) ?? [];
    return year === undefined ? undefined : Date.UTC(Number(year) + 1);
}

function lettersOf(text: string): string {
    return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}
