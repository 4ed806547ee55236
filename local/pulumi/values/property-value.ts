/** A property of a resource as it travels on Pulumi's wire: JSON, in which a secret is an object with a signature. */
export type PropertyValue = null | boolean | number | string | PropertyValue[] | PropertyMap;

/** The properties of a resource, by name. */
export interface PropertyMap {
    [name: string]: PropertyValue;
}

/**
 * The string that stands for a value that is not known yet, whatever its type; seen in previews only.
 *
 * @see https://github.com/pulumi/pulumi/blob/1b594989/sdk/nodejs/runtime/rpc.ts (read 2026-11-21)
 */
export const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

/** Tells an object of properties from a list and from a primitive. */
export function isMap(value: PropertyValue | undefined): value is PropertyMap {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Gives a text as it is and any other value as JSON. */
export function textOf(value: PropertyValue | undefined): string {
    return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

/** Says whether a value is unknown or has an unknown inside. */
export function containsUnknown(value: PropertyValue | undefined): boolean {
    if (value === UNKNOWN) {
        return true;
    }
    return typeof value === 'object' && value !== null && Object.values(value).some(containsUnknown);
}

/** Compares two values by content; the order of keys does not matter. */
export function isEqual(left: PropertyValue | undefined, right: PropertyValue | undefined): boolean {
    if (left === right) {
        return true;
    }
    if (Array.isArray(left) && Array.isArray(right)) {
        return left.length === right.length && left.every((item, index) => isEqual(item, right[index]));
    }
    if (!isMap(left) || !isMap(right)) {
        return false;
    }
    const keys = Object.keys(left);
    return (
        keys.length === Object.keys(right).length && keys.every((key) => key in right && isEqual(left[key], right[key]))
    );
}
