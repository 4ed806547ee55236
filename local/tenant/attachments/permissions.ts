/** A scope of an API, as roles and users hold it and as the wire names it. */
export interface Permission {
    readonly resource_server_identifier: string;
    readonly permission_name: string;
}

/** A set of permissions, in the order in which they were given. */
export class Permissions implements Iterable<Permission> {
    readonly #byKey = new Map<string, Permission>();

    get size(): number {
        return this.#byKey.size;
    }

    add(permission: Permission): void {
        this.#byKey.set(keyOf(permission), permission);
    }

    delete(permission: Permission): void {
        this.#byKey.delete(keyOf(permission));
    }

    has(permission: Permission): boolean {
        return this.#byKey.has(keyOf(permission));
    }

    /** Removes what no API knows any more, and says whether there was any. */
    keep(isKnown: (permission: Permission) => boolean): boolean {
        const { size } = this;
        for (const [key, permission] of this.#byKey) if (!isKnown(permission)) this.#byKey.delete(key);
        return this.size < size;
    }

    [Symbol.iterator](): Iterator<Permission> {
        return this.#byKey.values();
    }
}

/** Orders permissions by name, then by API, as all of Auth0's lists of them are (recorded). */
export function byPermissionName(one: Permission, other: Permission): number {
    const [left, right] = [one, other].map(({ permission_name: name, resource_server_identifier: api }) => [name, api]);
    return String(left) < String(right) ? -1 : 1;
}

function keyOf({ resource_server_identifier: api, permission_name: name }: Permission): string {
    return JSON.stringify([api, name]);
}
