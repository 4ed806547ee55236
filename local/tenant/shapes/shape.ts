import type { Schema } from '../schema.ts';

/** Yes or no. */
export const FLAG: Schema = { type: 'boolean' };

/** Any text. */
export const TEXT: Schema = { type: 'string' };

/** A whole number. */
export const COUNT: Schema = { type: 'integer' };

/** Any number. */
export const NUMBER: Schema = { type: 'number' };

/** One of these texts. */
export function oneOf(...names: readonly string[]): Schema {
    return { type: 'string', enum: names };
}

/** A list of such things. */
export function list(items: Schema, limits: Pick<Schema, 'minItems' | 'maxItems'> = {}): Schema {
    return { type: 'array', items, ...limits };
}

/** An object with these properties and no others. */
export function closed(
    properties: NonNullable<Schema['properties']>,
    limits: Pick<Schema, 'required' | 'minProperties' | 'maxProperties'> = {},
): Schema {
    return { type: 'object', additionalProperties: false, properties, ...limits };
}

/** An object with these properties, if they are there, and any others. */
export function open(
    properties: NonNullable<Schema['properties']> = {},
    limits: Pick<Schema, 'required' | 'minProperties' | 'maxProperties'> = {},
): Schema {
    return { type: 'object', properties, ...limits };
}

/** Such a thing, or `null`. */
export function orNull(schema: Schema): Schema {
    return schema.type === undefined
        ? schema
        : { ...schema, type: [schema.type, 'null'].flat() as Schema['type'] & {} };
}
