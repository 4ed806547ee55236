import { isMap, type PropertyMap, type PropertyValue, textOf } from '../../values/property-value.ts';

/** How one property of Pulumi's appears at the Management API. */
export interface Field {
    /** Its name there. */
    readonly api: string;
    /** `map`: keys are the user's own; `single`: a list of at most one here, an object there; `json`: text here. */
    readonly shape?: 'map' | 'single' | 'json';
    /** Its own properties, where their names differ by more than their case. */
    readonly fields?: Fields;
}

/** The properties of an object by their names in Pulumi. */
export type Fields = Readonly<Record<string, Field>>;

/** Writes properties as the Management API takes them; keys inside nested objects become snake_case. */
export function toApi(fields: Fields, properties: PropertyMap): PropertyMap {
    const body: PropertyMap = {};
    for (const [name, value] of Object.entries(properties)) {
        const field = fields[name];
        if (field !== undefined && value !== null) {
            body[field.api] = toApiValue(field, value);
        }
    }
    return body;
}

/** Reads properties from an answer of the Management API; what has no name in Pulumi is left out. */
export function fromApi(fields: Fields, body: PropertyMap): PropertyMap {
    const properties: PropertyMap = {};
    for (const [name, field] of Object.entries(fields)) {
        const value = body[field.api];
        if (value !== undefined && value !== null) {
            properties[name] = fromApiValue(field, value);
        }
    }
    return properties;
}

function toApiValue({ shape, fields }: Field, value: PropertyValue): PropertyValue {
    switch (shape) {
        case 'map':
            return value;
        case 'json':
            return JSON.parse(textOf(value)) as PropertyValue;
        case 'single':
            return toApiObject(fields, Array.isArray(value) ? (value[0] ?? null) : value);
        default:
            return toApiObject(fields, value);
    }
}

function toApiObject(fields: Fields | undefined, value: PropertyValue): PropertyValue {
    return fields !== undefined && isMap(value) ? toApi(fields, value) : convertKeys(value, toSnakeCase);
}

function fromApiValue({ shape, fields }: Field, value: PropertyValue): PropertyValue {
    switch (shape) {
        case 'map':
            return value;
        case 'json':
            return JSON.stringify(value);
        case 'single':
            return [fromApiObject(fields, value)];
        default:
            return fromApiObject(fields, value);
    }
}

function fromApiObject(fields: Fields | undefined, value: PropertyValue): PropertyValue {
    return fields !== undefined && isMap(value) ? fromApi(fields, value) : convertKeys(value, toCamelCase);
}

function convertKeys(value: PropertyValue, convert: (key: string) => string): PropertyValue {
    if (Array.isArray(value)) {
        return value.map((item) => convertKeys(item, convert));
    }
    return isMap(value)
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [convert(key), convertKeys(item, convert)]))
        : value;
}

function toSnakeCase(name: string): string {
    return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function toCamelCase(name: string): string {
    return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
