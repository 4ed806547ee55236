import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../clock.ts';
import { endpointName } from '../endpoint-name.ts';
import { ApiError, OAuthError } from '../errors.ts';
import type { App } from '../server.ts';
import type { Fault, Faults } from './faults.ts';

const DEFAULT_STATUS = 502;
const DEFAULT_DELAY_MS = 1000;
const DEFAULT_RESET_S = 1;
// These come from what stands before the API, which speaks HTML.
const GATEWAY_STATUSES: Readonly<Record<number, string>> = {
    502: 'Bad Gateway',
    503: 'Service Temporarily Unavailable',
    504: 'Gateway Time-out',
};

/** Names the route of a request; none for the control API, which no fault may touch, and for what is not served. */
export function faultyRoute(request: FastifyRequest): string | undefined {
    const { method, url } = request.routeOptions;
    if (url === undefined || url.startsWith('/_local/')) return undefined;
    return endpointName(String(method), url);
}

/** Lets those faults happen to calls that need to know nothing of what a call does. */
export function applyFaults(app: App, { faults, clock }: { faults: Faults; clock: Clock }): void {
    app.addHook('onRequest', async (request, reply) => {
        const route = faultyRoute(request);
        if (route === undefined) return;
        const slow = faults.take('slow-answer', route, 'before');
        if (slow !== undefined) await delay(clock, slow);
        const limited = faults.take('rate-limit', route);
        if (limited !== undefined) refuse(reply, route, limited, clock);
        if (faults.take('dropped-connection', route, 'before') !== undefined) {
            reply.hijack();
            request.raw.socket.destroy();
            return;
        }
        const error = faults.take('error-answer', route, 'before');
        // `onSend` sees this answer too, but leaves calls alone that did not succeed.
        if (error !== undefined) await reply.code(statusOf(error)).send(errorBody(reply, route, statusOf(error)));
    });

    app.addHook('onSend', async (request, reply, payload: unknown) => {
        const route = faultyRoute(request);
        if (route === undefined || reply.statusCode >= 400) return payload;
        const slow = faults.take('slow-answer', route, 'after');
        if (slow !== undefined) await delay(clock, slow);
        if (faults.take('dropped-connection', route, 'after') !== undefined) {
            request.raw.socket.destroy();
            return payload;
        }
        const error = faults.take('error-answer', route, 'after');
        if (error === undefined) return payload;
        if (isStream(payload)) payload.destroy();
        reply.code(statusOf(error)).removeHeader('content-length');
        return errorBody(reply, route, statusOf(error));
    });
}

function delay(clock: Clock, fault: Fault): Promise<void> {
    return new Promise((resolve) => clock.after(fault.delay_ms ?? DEFAULT_DELAY_MS, resolve));
}

function refuse(reply: FastifyReply, route: string, fault: Fault, clock: Clock): never {
    const reset = Math.floor(clock.now() / 1000) + (fault.reset_in_s ?? DEFAULT_RESET_S);
    void reply.headers({ 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) });
    throw refusal(route, 429, 'Global limit has been reached', 'too_many_requests');
}

function statusOf(fault: Fault): number {
    return fault.status ?? DEFAULT_STATUS;
}

function errorBody(reply: FastifyReply, route: string, status: number): string {
    const gatewayText = GATEWAY_STATUSES[status];
    if (gatewayText !== undefined) {
        void reply.header('content-type', 'text/html');
        return `<html><head><title>${status} ${gatewayText}</title></head><body><h1>${status} ${gatewayText}</h1></body></html>`;
    }
    void reply.header('content-type', 'application/json; charset=utf-8');
    return JSON.stringify(refusal(route, status, 'Ordered through the control API.', 'ordered_fault').toBody());
}

function refusal(route: string, status: number, message: string, code: string): ApiError | OAuthError {
    return route.includes(' /api/v2/') ? new ApiError(status, message, code) : new OAuthError(status, code, message);
}

function isStream(payload: unknown): payload is Readable {
    return typeof payload === 'object' && payload !== null && 'destroy' in payload && 'pipe' in payload;
}
