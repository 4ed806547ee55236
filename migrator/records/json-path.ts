import type { UserRecord } from './user-record.ts';

/**
 * Gives a copy of a record in which one place has a value; the objects and lists on the way are made where they are missing.
 *
 * @param path - keys joined by dots, with places of lists in brackets: `app_metadata.roles[0]`
 */
export function withValueAt(record: UserRecord, path: string, value: unknown): UserRecord {
    return withValue(record, path.includes('[') ? stepsOf(path) : path.split('.'), 0, value) as UserRecord;
}

/**
 * Tells whether a place of a record, or one on the way to it, has another value already, which {@link withValueAt} would replace.
 *
 * @param path - as of {@link withValueAt}
 */
export function isTakenAt(record: UserRecord, path: string, value: unknown): boolean {
    let inner: unknown = record;
    for (const step of path.includes('[') ? stepsOf(path) : path.split('.')) {
        if (inner === undefined || inner === null) return false;
        if (typeof step === 'number' ? !Array.isArray(inner) : !isRecord(inner)) return true;
        if (typeof step === 'string' && !Object.hasOwn(inner, step)) return false;
        inner = (inner as Record<string | number, unknown>)[step];
    }
    return inner !== undefined && inner !== null && JSON.stringify(inner) !== JSON.stringify(value);
}

/** Tells whether a value is an object that is neither null nor an array. */
export function isRecord(value: unknown): value is UserRecord {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Gives the value at a place of a record; undefined where there is none.
 *
 * @param path - keys joined by dots; see {@link valueOf}
 */
export function valueAt(record: UserRecord, path: string): unknown {
    return valueOf(record, path.split('.'));
}

/**
 * Follows keys into a record, also through lists.
 *
 * In a list a number is a place (`emails.0.address`), and any other key is the name of a pair, as Cognito and SCIM write them:
 * `Attributes.email` finds the `Value` of the item whose `Name` is `email`.
 */
export function valueOf(record: unknown, keys: readonly string[]): unknown {
    let inner = record;
    for (const key of keys) {
        if (Array.isArray(inner)) inner = itemOf(inner as unknown[], key);
        else if (isRecord(inner) && Object.hasOwn(inner, key)) inner = inner[key];
        else return undefined;
    }
    return inner;
}

const PLACE = /^(?:0|[1-9]\d{0,5})$/;

function itemOf(list: readonly unknown[], key: string): unknown {
    if (PLACE.test(key)) return list[Number(key)];
    const found = list.find((item) => isRecord(item) && nameOf(item) === key);
    return isRecord(found) ? (found['Value'] ?? found['value']) : undefined;
}

function nameOf(item: UserRecord): unknown {
    return item['Name'] ?? item['name'] ?? item['key'] ?? item['type'];
}

type Step = string | number;

function stepsOf(path: string): Step[] {
    return path.split('.').flatMap((part): Step[] => {
        const [, key = part, places = ''] = /^([^[\]]+)((?:\[\d{1,6}\])+)$/.exec(part) ?? [];
        return [key, ...[...places.matchAll(/\d+/g)].map(([place]) => Number(place))];
    });
}

function withValue(inner: unknown, steps: readonly Step[], at: number, value: unknown): unknown {
    const step = steps[at];
    if (step === undefined) return value;
    if (typeof step === 'string') {
        const record: Record<string, unknown> = isRecord(inner) ? { ...inner } : {};
        // Not in the literal: a computed key there takes three times as long, and every record that remembers an ID comes here.
        record[step] = withValue(record[step], steps, at + 1, value);
        return record;
    }
    const list = Array.isArray(inner) ? [...(inner as unknown[])] : [];
    // What a file left out leaves no hole.
    const place = Math.min(step, list.length);
    list[place] = withValue(list[place], steps, at + 1, value);
    return list;
}
