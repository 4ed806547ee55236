import type { FastifyRequest } from 'fastify';
import { endpointName } from '../endpoint-name.ts';
import type { App } from '../server.ts';
import type { Tenant } from '../tenant.ts';
import { operationName } from './operation-names.ts';

/** Writes `sapi` and `fapi` for every call of the Management API that writes something, and `api_limit` for those that came too often. */
export function recordCalls(
    app: App,
    { store, clock }: Tenant,
    clientIdOf: (request: FastifyRequest) => string | undefined,
) {
    app.addHook('onResponse', async (request, reply) => {
        const { statusCode } = reply;
        if (request.method === 'GET' && statusCode !== 429) return;
        const endpoint = endpointName(request.method, request.routeOptions.url ?? request.url);
        store.log.add({
            type: statusCode === 429 ? 'api_limit' : statusCode < 400 ? 'sapi' : 'fapi',
            at: clock.now(),
            description: operationName(endpoint),
            ip: request.ip,
            clientId: clientIdOf(request),
            // Without the body: it may hold passwords.
            details: { request: { method: request.method.toLowerCase(), path: request.url }, response: { statusCode } },
        });
        await Promise.resolve();
    });
}
