import { LATER_FIELDS } from './known-differences.ts';

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const ID_KEYS = ['id', '_id', 'user_id', 'client_id', 'connection_id'];
const SECRET_KEYS = ['access_token', 'cert', 'client_secret'];

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
        for (const [index, item] of recorded.entries()) learnIds(item, ours[index], ids);
    } else if (isObject(recorded) && isObject(ours)) {
        for (const [name, value] of Object.entries(recorded)) learnIds(value, ours[name], ids, name);
    }
}

/** Puts our IDs in the place of recorded ones, the longer first, in a path or a body. */
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
        // A set without an order of its own.
        const isSet = path.endsWith('enabled_clients');
        const items = isSet ? recorded.map((id) => translateIds(String(id), ids)).sort() : recorded;
        const ourItems = isSet ? ours.map(String).sort() : ours;
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

function isSameText(recorded: string, ours: string, ids: Ids, path: string): boolean {
    const key = path.replace(/^.*\./, '');
    if (SECRET_KEYS.includes(key)) return ours.length > 0;
    return translateIds(recorded, ids) === ours || (ISO_TIME.test(recorded) && ISO_TIME.test(ours));
}

function isLaterField(path: string): boolean {
    return LATER_FIELDS.includes(path.replace(/^connections\[\d+\]\./, ''));
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
