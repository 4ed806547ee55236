import type { JsonObject } from './entities.ts';

const REASON_PHRASES: Readonly<Record<number, string>> = {
    400: 'Bad Request',
    401: 'Unauthorized',
    403: 'Forbidden',
    404: 'Not Found',
    408: 'Request Timeout',
    409: 'Conflict',
    413: 'Payload Too Large',
    429: 'Too Many Requests',
    431: 'Request Header Fields Too Large',
    500: 'Internal Server Error',
    501: 'Not Implemented',
    502: 'Bad Gateway',
    503: 'Service Unavailable',
    504: 'Gateway Timeout',
};

/** A refusal of the Management API: `{statusCode, error, message, errorCode?, attributes?}`. */
export class ApiError extends Error {
    readonly statusCode: number;
    readonly errorCode: string | undefined;
    readonly attributes: JsonObject | undefined;

    constructor(statusCode: number, message: string, errorCode?: string, attributes?: JsonObject) {
        super(message);
        this.name = 'ApiError';
        this.statusCode = statusCode;
        this.errorCode = errorCode;
        this.attributes = attributes;
    }

    /** The body as Auth0 sends it. */
    toBody(): JsonObject {
        return {
            statusCode: this.statusCode,
            error: REASON_PHRASES[this.statusCode] ?? 'Error',
            message: this.message,
            ...(this.attributes !== undefined && { attributes: this.attributes }),
            ...(this.errorCode !== undefined && { errorCode: this.errorCode }),
        };
    }
}

/** A refusal of the Authentication API: `{error, error_description, error_uri?}`. */
export class OAuthError extends Error {
    readonly statusCode: number;
    readonly code: string;
    readonly uri: string | undefined;

    constructor(statusCode: number, code: string, description: string, uri?: string) {
        super(description);
        this.name = 'OAuthError';
        this.statusCode = statusCode;
        this.code = code;
        this.uri = uri;
    }

    /** The body as Auth0 sends it. */
    toBody(): JsonObject {
        return {
            error: this.code,
            error_description: this.message,
            ...(this.uri !== undefined && { error_uri: this.uri }),
        };
    }
}

/** A 400 with Auth0's usual code for a body that it can't accept. */
export function invalidBody(message: string): ApiError {
    return new ApiError(400, message, 'invalid_body');
}

/** A 400 for a query string that Auth0 can't accept. */
export function invalidQuery(message: string): ApiError {
    return new ApiError(400, message, 'invalid_query_string');
}

/** A 400 for a path that Auth0 can't accept. */
export function invalidUri(message: string): ApiError {
    return new ApiError(400, message, 'invalid_uri');
}

/** A 401 in the style of the Management API's token check. */
export function unauthorized(message: string): ApiError {
    return new ApiError(401, message, undefined, { error: message });
}

/** The 403 for a token without any of the scopes of a route. */
export function insufficientScope(expected: readonly string[]): ApiError {
    return new ApiError(403, `Insufficient scope, expected any of: ${expected.join(',')}`, 'insufficient_scope');
}

/** The 404 for a user, in the words of the recordings. */
export function inexistentUser(): ApiError {
    return new ApiError(404, 'The user does not exist.', 'inexistent_user');
}

/** The 404 for a connection, in the words of the recordings (without a full stop). */
export function inexistentConnection(): ApiError {
    return new ApiError(404, 'The connection does not exist', 'inexistent_connection');
}

/** The 404 for a client. */
export function inexistentClient(): ApiError {
    return new ApiError(404, 'The client does not exist', 'inexistent_client');
}

/** What an unknown route answers: never 404, which a client could take for an object that is gone. */
export function notServed(method: string, path: string): ApiError {
    return new ApiError(501, `The local tenant does not serve ${method} ${path}.`, 'not_served_by_local_tenant');
}
