import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError, insufficientScope, unauthorized } from '../../errors.ts';
import { recordCalls } from '../../logs/record-calls.ts';
import { rateBucketOf } from '../../rate-buckets.ts';
import type { RateState } from '../../rate-limiter.ts';
import type { App } from '../../server.ts';
import { managementAudiences, type Tenant } from '../../tenant.ts';
import type { Caller } from '../../tokens.ts';
import { pathUserId, requireUserIds } from './path-user-ids.ts';

const SCHEME = 'bearer ';

const callers = new WeakMap<FastifyRequest, Caller>();

/** Guards the routes of the Management API that are added to `app`: first the rate limit, then the token, then its scopes. */
export function guardManagementApi(app: App, tenant: Tenant): void {
    recordCalls(app, tenant, (request) => callers.get(request)?.subject.replace(/@clients$/, ''));
    app.addHook('onRequest', async (request, reply) => {
        const { config, url = '' } = request.routeOptions;
        const params = request.params as Readonly<Record<string, string>>;
        const path = url.replace(/^\/api\/v2/, '');
        const rate = tenant.rateLimiter.takeManagement(
            rateBucketOf(request.method, path),
            pathUserId(path, params)?.id,
        );
        setRateHeaders(reply, rate);
        if (!rate.allowed) throw new ApiError(429, 'Global limit has been reached', 'too_many_requests');
        const caller = await tenant.tokens.verify(bearerToken(request), managementAudiences(tenant));
        const { scopes } = config;
        if (scopes !== undefined && !scopes.some((scope) => caller.scopes.has(scope))) throw insufficientScope(scopes);
        callers.set(request, caller);
    });
    app.addHook('preValidation', async (request) => {
        requireUserIds(request.routeOptions.url ?? '', request.params as Readonly<Record<string, string>>);
        await Promise.resolve();
    });
}

/** Says who makes a request that passed the guard. */
export function callerOf(request: FastifyRequest): Caller {
    const caller = callers.get(request);
    if (caller === undefined) throw unauthorized('Missing authentication');
    return caller;
}

/** Writes what is left of a rate limit into an answer. */
export function setRateHeaders(reply: FastifyReply, rate: RateState): void {
    void reply.headers({
        'x-ratelimit-limit': String(rate.limit),
        'x-ratelimit-remaining': String(rate.remaining),
        'x-ratelimit-reset': String(rate.reset),
    });
}

function bearerToken(request: FastifyRequest): string {
    const { authorization = '' } = request.headers;
    const token = authorization.slice(SCHEME.length);
    if (authorization.slice(0, SCHEME.length).toLowerCase() !== SCHEME || token === '')
        throw unauthorized('Missing authentication');
    return token;
}
