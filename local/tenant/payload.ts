import type { JsonObject } from './entities.ts';
import { invalidBody } from './errors.ts';
import { type Schema, schemaProblems } from './schema.ts';

/**
 * Makes sure that a request's body is an object that the schema takes.
 *
 * @throws {ApiError} 400 `invalid_body`, with the first problem in Auth0's words
 */
export function requirePayload(schema: Schema, body: unknown): JsonObject {
    const [problem] = schemaProblems({ type: 'object', ...schema }, body ?? null);
    if (problem !== undefined) {
        const place = problem.path === '' ? '.' : ` on property ${problem.path}`;
        throw invalidBody(`Payload validation error: '${problem.message}'${place}`);
    }
    return body as JsonObject;
}
