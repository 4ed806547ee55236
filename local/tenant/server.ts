import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:https';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { parseBoundedJson } from './bounded-json.ts';
import type { Certificates } from './certificates.ts';
import { ApiError, invalidBody, notServed, OAuthError } from './errors.ts';
import { refuseBrokenHttp } from './refuse-broken-http.ts';

/** The HTTPS server that routes are added to. */
export type App = FastifyInstance<Server>;

declare module 'fastify' {
    interface FastifyContextConfig {
        /** The caller's token must have one of these. */
        scopes?: readonly string[];
    }
}

const MAX_JSON_BYTES = 1024 * 1024;
// A body that is too large is read and thrown away up to here, so that the client gets to read the answer.
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;

/** Makes a server that speaks as Auth0 does where no route is concerned: bodies, refusals, unknown routes. */
export function createServer({ key, cert }: Certificates, options: { maxMultipartBytes: number }): App {
    const app = fastify({
        https: { key, cert },
        forceCloseConnections: true,
        clientErrorHandler: refuseBrokenHttp,
        // IDs of users are up to 255 characters, three times as many when each is percent-encoded.
        routerOptions: { maxParamLength: 2048 },
        exposeHeadRoutes: false,
        // A path that can't be decoded reaches no route and no error handler.
        frameworkErrors: (error, _request, reply: FastifyReply) => {
            const refusal = asApiError(error);
            void reply.code(refusal.statusCode).send(refusal.toBody());
        },
    });
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('application/json', async (_request: unknown, payload: IncomingMessage) =>
        parseJson(await readBody(payload, MAX_JSON_BYTES)),
    );
    app.addContentTypeParser('application/x-www-form-urlencoded', async (_request: unknown, payload: IncomingMessage) =>
        parseForm(await readBody(payload, MAX_JSON_BYTES)),
    );
    app.addContentTypeParser('multipart/form-data', (_request: unknown, payload: IncomingMessage) =>
        readBody(payload, options.maxMultipartBytes),
    );
    app.addContentTypeParser('*', async (_request: unknown, payload: IncomingMessage) => {
        await readBody(payload, MAX_JSON_BYTES);
        return undefined;
    });
    app.setNotFoundHandler((request) => {
        throw notServed(request.method, request.url.replace(/\?.*$/s, ''));
    });
    app.setErrorHandler(async (error, _request, reply) => {
        const refusal = error instanceof ApiError || error instanceof OAuthError ? error : asApiError(error);
        await reply.code(refusal.statusCode).send(refusal.toBody());
    });
    return app;
}

function asApiError(error: unknown): ApiError {
    const statusCode = error instanceof Error && 'statusCode' in error ? error.statusCode : 500;
    if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
        return new ApiError(statusCode, (error as Error).message, 'invalid_uri');
    return new ApiError(500, 'Internal error.');
}

async function readBody(payload: IncomingMessage, maxBytes: number): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of payload as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size <= maxBytes) chunks.push(chunk);
        else chunks.length = 0;
        if (size > MAX_DISCARDED_BYTES) break;
    }
    if (size > maxBytes) throw new ApiError(413, `Payload content length greater than maximum allowed: ${maxBytes}.`);
    return Buffer.concat(chunks);
}

function parseJson(body: Buffer): unknown {
    const text = body.toString('utf8');
    if (text.trim() === '') return undefined;
    try {
        return parseBoundedJson(text);
    } catch {
        throw invalidBody('Invalid request payload JSON format');
    }
}

function parseForm(body: Buffer): Record<string, string> {
    return Object.fromEntries(new URLSearchParams(body.toString('utf8')));
}
