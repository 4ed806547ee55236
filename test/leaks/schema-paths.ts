import type { z } from 'zod';

type Schema = z.core.$ZodType;

/**
 * Lists the paths of everything that a schema has a place for, through unions, defaults, lists and records.
 *
 * @returns keys; a number is a place in a list, and `*` a key that the writer chooses
 */
export function schemaPaths(schema: Schema): (string | number)[][] {
    const found = new Map<string, (string | number)[]>();
    const walk = (inner: Schema, path: (string | number)[]): void => {
        found.set(JSON.stringify(path), path);
        const def = inner._zod.def as unknown as Record<string, unknown> & { type: string };
        switch (def.type) {
            case 'object':
                for (const [key, value] of Object.entries(def['shape'] as Record<string, Schema>))
                    walk(value, [...path, key]);
                break;
            case 'union':
                for (const option of def['options'] as Schema[]) walk(option, path);
                break;
            case 'array':
                walk(def['element'] as Schema, [...path, 0]);
                break;
            case 'record':
                walk(def['valueType'] as Schema, [...path, '*']);
                break;
            case 'pipe':
                walk(def['in'] as Schema, path);
                break;
            default:
                if ('innerType' in def) walk(def['innerType'] as Schema, path);
        }
    };
    walk(schema, []);
    return [...found.values()];
}

/** Gives a value with another one at a path, whose objects and lists are made. */
export function withValueAt(base: unknown, [key, ...rest]: readonly (string | number)[], value: unknown): unknown {
    if (key === undefined) return value;
    const container = typeof base === 'object' && base !== null && typeof base !== 'function' ? base : {};
    const inner = withValueAt((container as Record<string | number, unknown>)[key], rest, value);
    return typeof key === 'number' ? [inner] : { ...container, [key]: inner };
}
