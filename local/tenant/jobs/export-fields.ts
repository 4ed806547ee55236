import type { JsonObject } from '../entities.ts';

/** A column of an export: a path such as `identities[0].connection`, and the name it gets. */
export interface ExportField {
    name: string;
    export_as?: string;
}

/** What is exported when the request names no fields. Auth0 doesn't publish its own list. */
export const DEFAULT_EXPORT_FIELDS: readonly ExportField[] = [
    'user_id',
    'email',
    'email_verified',
    'username',
    'phone_number',
    'phone_verified',
    'name',
    'given_name',
    'family_name',
    'nickname',
    'picture',
    'blocked',
    'created_at',
    'updated_at',
    'last_login',
    'last_ip',
    'logins_count',
    'last_password_reset',
    'identities',
].map((name) => ({ name }));

/** Makes the function that takes the named fields out of a user; those without a value are absent. */
export function createPicker(fields: readonly ExportField[]): (user: JsonObject) => JsonObject {
    const columns = fields.map(({ name, export_as: exportAs }) => ({ key: exportAs ?? name, path: pathOf(name) }));
    return (user) => {
        const entries: [string, unknown][] = [];
        for (const { key, path } of columns) {
            const value = valueAt(user, path);
            if (value !== undefined) entries.push([key, value]);
        }
        return Object.fromEntries(entries);
    };
}

function pathOf(name: string): string[] {
    return name
        .replaceAll(/\[(\d+)\]/g, '.$1')
        .split('.')
        .filter((step) => step !== '');
}

function valueAt(user: JsonObject, path: readonly string[]): unknown {
    let value: unknown = user;
    for (const step of path) {
        if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
        value = Reflect.get(value, step);
    }
    return value;
}
