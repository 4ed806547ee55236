import { LATER_FIELDS } from './known-differences.ts';

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const ID_KEYS = ['id', '_id', 'user_id', 'client_id', 'connection_id', 'ticket_id', 'next'];
const SECRET_KEYS = ['access_token', 'cert', 'client_secret', 'recovery_code', 'ticket', 'verification_txt'];
// Links of the recorded tenant's domain.
const LINK_KEYS = ['invitation_url', 'provisioning_ticket_url'];
// Lists whose order is that of random IDs.
const UNORDERED = ['authenticators', 'members', 'users'];

/** The IDs of a recording and what the local tenant calls the same things. */
export type Ids = Map<string, string>;

/** Every ID in an answer. */
export function idsIn(value: unknown, key = ''): string[] {
    if (typeof value === 'string') return ID_KEYS.includes(key) ? [value] : [];
    if (Array.isArray(value)) return value.flatMap((item) => idsIn(item));
    if (isObject(value)) return Object.entries(value).flatMap(([name, item]) => idsIn(item, name));
    return [];
}

/** Notes which of our IDs stands at the place of each recorded one. */
export function learnIds(recorded: unknown, ours: unknown, ids: Ids, key = ''): void {
    if (typeof recorded === 'string' && typeof ours === 'string') {
        if (ID_KEYS.includes(key) && recorded !== ours) ids.set(recorded, ours);
    } else if (Array.isArray(recorded) && Array.isArray(ours)) {
        const [items, ourItems] = UNORDERED.includes(key) ? [byName(recorded), byName(ours)] : [recorded, ours];
        for (const [index, item] of items.entries()) learnIds(item, ourItems[index], ids);
    } else if (isObject(recorded) && isObject(ours)) {
        for (const [name, value] of Object.entries(recorded)) learnIds(value, ours[name], ids, name);
    }
}

/** Puts our IDs in place of recorded ones, the longer first, in a path or a body. */
export function translateIds(text: string, ids: Ids): string {
    const known = [...ids].sort(([a], [b]) => b.length - a.length);
    return known.reduce(
        (result, [recorded, ours]) =>
            result.replaceAll(encodeURIComponent(recorded), encodeURIComponent(ours)).replaceAll(recorded, ours),
        text,
    );
}

/** Lists the places where two answers differ: IDs may, times must be times on both sides, and everything else must be the same. */
export function differences(recorded: unknown, ours: unknown, ids: Ids, path = ''): string[] {
    if (Array.isArray(recorded) && Array.isArray(ours)) {
        if (recorded.length !== ours.length) return [`${path}: ${recorded.length} items, got ${ours.length}`];
        const key = lastKey(path);
        // A set without an order of its own.
        const isSet = key === 'enabled_clients';
        const isUnordered = UNORDERED.includes(key);
        const items = isUnordered
            ? byName(recorded)
            : isSet
              ? recorded.map((id) => translateIds(String(id), ids)).sort()
              : recorded;
        const ourItems = isUnordered ? byName(ours) : isSet ? ours.map(String).sort() : ours;
        return items.flatMap((item, index) => differences(item, ourItems[index], ids, `${path}[${index}]`));
    }
    if (isObject(recorded) && isObject(ours)) {
        const names = new Set([...Object.keys(recorded), ...Object.keys(ours)]);
        return [...names].flatMap((name) => {
            const place = path === '' ? name : `${path}.${name}`;
            if (!Object.hasOwn(ours, name)) return [`${place}: missing`];
            if (!Object.hasOwn(recorded, name)) return isLaterField(place) ? [] : [`${place}: not recorded`];
            return differences(recorded[name], ours[name], ids, place);
        });
    }
    if (typeof recorded === 'string' && typeof ours === 'string' && isSameText(recorded, ours, ids, path)) return [];
    return recorded === ours ? [] : [`${path}: ${JSON.stringify(recorded)}, got ${JSON.stringify(ours)}`];
}

function lastKey(path: string): string {
    return path.replace(/^.*\./, '');
}

// Items are paired by a name that is no ID, so that each is compared with its own.
function byName(items: readonly unknown[]): unknown[] {
    const nameOf = (item: unknown) => (isObject(item) ? JSON.stringify([item['email'], item['type']]) : '');
    return items.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function isSameText(recorded: string, ours: string, ids: Ids, path: string): boolean {
    const key = lastKey(path);
    if (SECRET_KEYS.includes(key)) return ours.length > 0;
    if (LINK_KEYS.includes(key)) return URL.canParse(ours);
    return translateIds(recorded, ids) === ours || (ISO_TIME.test(recorded) && ISO_TIME.test(ours));
}

function isLaterField(path: string): boolean {
    return LATER_FIELDS.includes(path.replace(/^connections\[\d+\]\./, ''));
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
