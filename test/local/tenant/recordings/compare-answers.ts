const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const SECRET_KEYS = new Set(['access_token', 'cert', 'client_secret', 'kid']);

/** The IDs of a recording and what the local tenant calls the same things. */
export type Ids = Map<string, string>;

/** Notes which of our IDs stands at the place of each recorded one. */
export function learnIds(recorded: unknown, ours: unknown, ids: Ids, key = ''): void {
    if (typeof recorded === 'string' && typeof ours === 'string') {
        const isId = ['id', '_id', 'user_id', 'client_id', 'connection_id'].includes(key);
        if (isId && recorded !== ours) ids.set(recorded, ours);
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
    const key = path.replace(/^.*[.\]]/, '');
    if (Array.isArray(recorded) && Array.isArray(ours)) {
        if (recorded.length !== ours.length) return [`${path}: ${recorded.length} items, got ${ours.length}`];
        return recorded.flatMap((item, index) => differences(item, ours[index], ids, `${path}[${index}]`));
    }
    if (isObject(recorded) && isObject(ours)) {
        const names = new Set([...Object.keys(recorded), ...Object.keys(ours)]);
        return [...names].flatMap((name) => {
            if (!Object.hasOwn(ours, name)) return [`${path}.${name}: missing`];
            if (!Object.hasOwn(recorded, name)) return [`${path}.${name}: not recorded`];
            return differences(recorded[name], ours[name], ids, `${path}.${name}`);
        });
    }
    if (typeof recorded === 'string' && typeof ours === 'string') {
        if (recorded === ours || translateIds(recorded, ids) === ours || SECRET_KEYS.has(key)) return [];
        if (ISO_TIME.test(recorded) && ISO_TIME.test(ours)) return [];
    }
    if (recorded === ours) return [];
    return [`${path}: ${JSON.stringify(recorded)}, got ${JSON.stringify(ours)}`];
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
