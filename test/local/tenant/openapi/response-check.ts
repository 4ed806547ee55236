import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { factsPath } from '../../../facts.ts';
import { isKnownContradiction } from './contradictions.ts';

interface Schema {
    $ref?: string;
    oneOf?: Schema[];
}

interface Operation {
    responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}

interface Document {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, Schema> };
}

const DOCUMENT_ID = 'https://auth0.example.com/document';
// Every route can refuse a caller; the document lists a body for none of these.
const FIRST_ERROR_STATUS = 400;

// The document of the facts is a part of Auth0's: these are real, and not in it.
const NOT_IN_DOCUMENT =
    /^\/(?:actions|attack-protection|custom-domains|device-credentials|connection-profiles|user-attribute-profiles|guardian)(?:\/|$)/;

/** Compares an answer of the Management API with Auth0's OpenAPI document; an empty list when there is nothing to say. */
export type ResponseCheck = (answer: { method: string; path: string; status: number; body: string }) => string[];

/** Reads the document, or gives a check that finds nothing where the facts are missing. */
export function createResponseCheck(): ResponseCheck {
    const path = factsPath('auth0-management-api.openapi.json');
    return path === undefined ? () => [] : checkAgainst(JSON.parse(readFileSync(path, 'utf8')) as Document);
}

function checkAgainst({ paths, components }: Document): ResponseCheck {
    const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
    ajv.addSchema({ $id: DOCUMENT_ID, components });
    const templates = Object.keys(paths).map((template) => ({ template, pattern: patternOf(template) }));
    // A path without parameters is the better match: `/users/{id}` is not `/users/me`.
    templates.sort((a, b) => a.template.split('{').length - b.template.split('{').length);
    const validators = new Map<string, readonly ValidateFunction[]>();

    const validatorsOf = (endpoint: string, operation: Operation, status: number) => {
        const key = `${endpoint} ${status}`;
        const known = validators.get(key);
        if (known !== undefined) return known;
        const schema = operation.responses[String(status)]?.content?.['application/json']?.schema;
        const made = schema === undefined ? [] : alternativesOf(schema, components.schemas).map(compile);
        validators.set(key, made);
        return made;
    };
    const compile = (schema: Schema) => {
        const absolute = JSON.stringify(schema).replaceAll('"#/', `"${DOCUMENT_ID}#/`);
        return ajv.compile(JSON.parse(absolute) as object);
    };

    return ({ method, path, status, body }) => {
        if (status >= FIRST_ERROR_STATUS) return [];
        const bare = path.replace(/\?.*$/s, '').replace(/^\/api\/v2/, '');
        if (NOT_IN_DOCUMENT.test(bare)) return [];
        const found = templates.find(
            ({ pattern, template }) => pattern.test(bare) && method.toLowerCase() in (paths[template] ?? {}),
        );
        const operation = found && paths[found.template]?.[method.toLowerCase()];
        if (found === undefined || operation === undefined) return [`${method} ${bare}: not in the document`];
        const endpoint = `${method} ${found.template}`;
        const report = (problem: string) =>
            isKnownContradiction(endpoint, problem) ? [] : [`${endpoint}: ${problem}`];
        if (!(String(status) in operation.responses)) return report(`status ${status}`);
        const alternatives = validatorsOf(endpoint, operation, status);
        if (alternatives.length === 0 || body === '') return [];
        const value: unknown = JSON.parse(body);
        const failures = alternatives.map((validate) => (validate(value) ? [] : (validate.errors ?? [])));
        return [...new Set(nearest(failures).map(describe))].flatMap(report);
    };
}

// A list is an array, or an object of one of two kinds. An answer need only fit one of them, and is compared with the one that it resembles most.
function alternativesOf(schema: Schema, schemas: Record<string, Schema>): Schema[] {
    const named = schema.$ref === undefined ? schema : schemas[schema.$ref.replace(/^.*\//, '')];
    return named?.oneOf?.flatMap((alternative) => alternativesOf(alternative, schemas)) ?? [schema];
}

function nearest(failures: readonly (readonly ErrorObject[])[]): readonly ErrorObject[] {
    const distance = (errors: readonly ErrorObject[]) =>
        1000 * errors.filter(({ instancePath }) => instancePath === '').length + errors.length;
    return failures.toSorted((a, b) => distance(a) - distance(b))[0] ?? [];
}

function describe({
    instancePath,
    message,
    params,
}: {
    instancePath: string;
    message?: string;
    params: object;
}): string {
    const extra = 'additionalProperty' in params ? ` ${String(params['additionalProperty'])}` : '';
    return `${instancePath.replaceAll(/\/\d+/g, '/*')} ${message ?? ''}${extra}`.trim();
}

function patternOf(template: string): RegExp {
    return new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
}
