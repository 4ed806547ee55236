/** The part of JSON Schema that Auth0's closed schemas need. */
export interface Schema {
    type?: JsonType | readonly JsonType[];
    properties?: Readonly<Record<string, Schema>>;
    required?: readonly string[];
    /** `false` closes the object. */
    additionalProperties?: false;
    /** Names that an open object must not have. */
    forbiddenProperties?: readonly string[];
    /** What the names of an open object must look like, at every level. */
    deepPropertyNames?: RegExp;
    minProperties?: number;
    maxProperties?: number;
    pattern?: RegExp;
    /** What a string must not look like. */
    not?: RegExp;
    format?: keyof typeof FORMATS;
    minLength?: number;
    maxLength?: number;
    minimum?: number;
    maximum?: number;
    /** One of these must fit. */
    anyOf?: readonly Schema[];
    enum?: readonly string[];
    items?: Schema;
    minItems?: number;
    maxItems?: number;
}

/** What is wrong with a value, in the codes and words of z-schema, the validator that Auth0 uses. */
export interface SchemaProblem {
    code: string;
    message: string;
    /** Such as `fields[0].name`; empty for the value itself. */
    path: string;
}

type JsonType = 'array' | 'boolean' | 'integer' | 'null' | 'number' | 'object' | 'string';

// One address, without quoted local parts: atoms joined by dots, and a domain whose last label is no number.
const EMAIL =
    /^(?=[^@]{1,64}@)[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/i;
const MAX_EMAIL_LENGTH = 254;

// Local part of at most 64 characters, 254 in all: https://auth0.com/docs/manage-users/user-accounts/user-profiles/user-profile-structure (read 2026-08-20).
function isEmail(text: string): boolean {
    return text.length <= MAX_EMAIL_LENGTH && EMAIL.test(text);
}

// Auth0 does not say what `strict-uri` is; here it is an address of the web, so that no script passes for a picture.
function isWebAddress(text: string): boolean {
    return /^(?:https?|ftp):\/\/\S+$/i.test(text) && URL.canParse(text);
}

// The provider, `|` and the ID there. An ID without its provider is nobody's.
function isUserId(text: string): boolean {
    return /^[^|\s]+\|./.test(text);
}

const FORMATS = { email: isEmail, 'strict-uri': isWebAddress, 'user-id': isUserId };

/** Finds everything that a schema refuses in a value that came from `JSON.parse`. */
export function schemaProblems(schema: Schema, value: unknown, path = ''): SchemaProblem[] {
    if (schema.type !== undefined && !matchesType(schema.type, value)) {
        const expected = typeof schema.type === 'string' ? schema.type : schema.type.join(',');
        return [{ code: 'INVALID_TYPE', message: `Expected type ${expected} but found type ${typeOf(value)}`, path }];
    }
    if (schema.anyOf?.every((alternative) => schemaProblems(alternative, value, path).length > 0) === true)
        return [{ code: 'ONE_OF_MISSING', message: "Data does not match any schemas from 'oneOf'", path }];
    if (typeof value === 'string') return stringProblems(schema, value, path);
    if (typeof value === 'number') return numberProblems(schema, value, path);
    if (Array.isArray(value)) return arrayProblems(schema, value, path);
    if (typeof value === 'object' && value !== null) return objectProblems(schema, value, path);
    return [];
}

function stringProblems(schema: Schema, value: string, path: string): SchemaProblem[] {
    const found: SchemaProblem[] = [];
    const report = (code: string, message: string) => found.push({ code, message, path });
    const { minLength, maxLength, pattern, not, format } = schema;
    if (minLength !== undefined && value.length < minLength)
        report('MIN_LENGTH', `String is too short (${value.length} chars), minimum ${minLength}`);
    if (maxLength !== undefined && value.length > maxLength)
        report('MAX_LENGTH', `String is too long (${value.length} chars), maximum ${maxLength}`);
    if (pattern !== undefined && !pattern.test(value))
        report('PATTERN', `String does not match pattern ${pattern.source.replaceAll('\\/', '/')}`);
    if (not?.test(value) === true) report('NOT_PASSED', "Data matches schema from 'not'");
    if (schema.enum !== undefined && !schema.enum.includes(value))
        report('ENUM_MISMATCH', `No enum match for: ${value}`);
    if (format !== undefined && !FORMATS[format](value))
        report('INVALID_FORMAT', `Object didn't pass validation for format ${format}: ${value}`);
    return found;
}

function numberProblems(schema: Schema, value: number, path: string): SchemaProblem[] {
    const { minimum = -Infinity, maximum = Infinity } = schema;
    if (value < minimum) return [{ code: 'MINIMUM', message: `Value ${value} is less than minimum ${minimum}`, path }];
    if (value > maximum)
        return [{ code: 'MAXIMUM', message: `Value ${value} is greater than maximum ${maximum}`, path }];
    return [];
}

function arrayProblems(schema: Schema, value: readonly unknown[], path: string): SchemaProblem[] {
    const { items, minItems, maxItems } = schema;
    const found: SchemaProblem[] = [];
    if (minItems !== undefined && value.length < minItems)
        found.push({
            code: 'ARRAY_LENGTH_SHORT',
            message: `Array is too short (${value.length}), minimum ${minItems}`,
            path,
        });
    if (maxItems !== undefined && value.length > maxItems)
        return [
            { code: 'ARRAY_LENGTH_LONG', message: `Array is too long (${value.length}), maximum ${maxItems}`, path },
        ];
    if (items !== undefined)
        for (const [index, item] of value.entries()) found.push(...schemaProblems(items, item, `${path}[${index}]`));
    return found;
}

function objectProblems(schema: Schema, value: object, path: string): SchemaProblem[] {
    const found: SchemaProblem[] = [];
    const { properties = {}, required = [], minProperties = 0, maxProperties, forbiddenProperties = [] } = schema;
    const names = Object.keys(value);
    if (maxProperties !== undefined && names.length > maxProperties)
        found.push({
            code: 'OBJECT_PROPERTIES_MAXIMUM',
            message: `Too many properties defined (${names.length}), maximum ${maxProperties}`,
            path,
        });
    if (names.length < minProperties)
        found.push({
            code: 'OBJECT_PROPERTIES_MINIMUM',
            message: `Too few properties defined (${names.length}), minimum ${minProperties}`,
            path,
        });
    for (const name of required)
        if (!Object.hasOwn(value, name))
            found.push({
                code: 'OBJECT_MISSING_REQUIRED_PROPERTY',
                message: `Missing required property: ${name}`,
                path,
            });
    for (const name of names) {
        const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
        if (forbiddenProperties.includes(name))
            found.push({ code: 'NOT_PASSED', message: `Property not allowed: ${name}`, path });
        else if (property !== undefined)
            found.push(...schemaProblems(property, Reflect.get(value, name), path === '' ? name : `${path}.${name}`));
        else if (schema.additionalProperties === false)
            found.push({
                code: 'OBJECT_ADDITIONAL_PROPERTIES',
                message: `Additional properties not allowed: ${name}`,
                path,
            });
    }
    if (schema.deepPropertyNames !== undefined) found.push(...wrongNames(value, schema.deepPropertyNames, path));
    return found;
}

// What came from `parseBoundedJson` is not too deep for this.
function wrongNames(value: unknown, pattern: RegExp, path: string): SchemaProblem[] {
    if (typeof value !== 'object' || value === null) return [];
    if (Array.isArray(value)) return value.flatMap((item, index) => wrongNames(item, pattern, `${path}[${index}]`));
    return Object.entries(value).flatMap(([name, inner]) => {
        if (!pattern.test(name)) return [{ code: 'NOT_PASSED', message: `Property not allowed: ${name}`, path }];
        return wrongNames(inner, pattern, path === '' ? name : `${path}.${name}`);
    });
}

function matchesType(type: JsonType | readonly JsonType[], value: unknown): boolean {
    if (typeof type !== 'string') return type.some((one) => matchesType(one, value));
    const actual = typeOf(value);
    return actual === type || (actual === 'integer' && type === 'number');
}

function typeOf(value: unknown): JsonType {
    if (value === null) return 'null';
    if (Array.isArray(value)) return 'array';
    if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
    if (typeof value === 'boolean' || typeof value === 'string') return typeof value as 'boolean' | 'string';
    return 'object';
}
