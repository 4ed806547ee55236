import type { FastifyReply } from 'fastify';

/** Sends JSON without a charset, as Auth0 does at a few endpoints (recorded). Fastify would add one to an object. */
export function sendBareJson(reply: FastifyReply, body: unknown): FastifyReply {
    return reply.header('content-type', 'application/json').send(Buffer.from(JSON.stringify(body)));
}
