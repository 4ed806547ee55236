import type { FastifyReply } from 'fastify';
import type { EmailVerifications } from '../../email-verifications.ts';
import type { Profile } from '../../entities.ts';
import { inexistentUser, invalidBody } from '../../errors.ts';
import { isoTime } from '../../formatters.ts';
import { randomId, randomTicket } from '../../ids.ts';
import { requirePayload } from '../../payload.ts';
import type { App } from '../../server.ts';
import { COUNT, closed, FLAG, TEXT } from '../../shapes/shape.ts';
import type { Tenant } from '../../tenant.ts';

const DEFAULT_TTL_S = 432_000;

const IDENTITY = closed(
    { user_id: TEXT, provider: TEXT, connection_id: { ...TEXT, pattern: /^con_[A-Za-z0-9]{16}$/ } },
    { required: ['user_id', 'provider'] },
);
const USER_ID = { ...TEXT, format: 'user-id' } as const;
const JOB = closed(
    { user_id: USER_ID, client_id: TEXT, identity: IDENTITY, organization_id: TEXT },
    { required: ['user_id'] },
);
const TICKET = closed(
    {
        user_id: USER_ID,
        client_id: TEXT,
        identity: IDENTITY,
        organization_id: TEXT,
        result_url: { ...TEXT, format: 'strict-uri' },
        ttl_sec: { ...COUNT, minimum: 0 },
        includeEmailInRedirect: FLAG,
    },
    { required: ['user_id'] },
);

/** Serves `POST /jobs/verification-email` and `POST /tickets/email-verification`. Nothing is sent; the link of a ticket works. */
export function emailVerificationRoutes(app: App, tenant: Tenant, verifications: EmailVerifications): void {
    const { store, clock } = tenant;

    const find = (userId: string): Profile | undefined => store.users.profilesWithId(userId)[0];

    app.post('/jobs/verification-email', { config: { scopes: ['update:users'] } }, async ({ body }, reply) => {
        const { user_id: userId } = requirePayload(JOB, body) as { user_id: string };
        const profile = find(userId);
        if (profile === undefined) throw invalidBody('The user does not exist.');
        if (profile.email === undefined) throw invalidBody('The user does not have an email address.');
        const job = {
            type: 'verification_email',
            status: 'pending',
            created_at: isoTime(clock.now()),
            id: randomId('job_'),
        };
        // Recorded: there is nothing to verify twice.
        verifications.jobs.set(job.id, { ...job, status: profile.emailVerified === true ? 'failed' : 'completed' });
        return reply.code(201).send(job);
    });

    app.post('/tickets/email-verification', { config: { scopes: ['create:user_tickets'] } }, async (request, reply) => {
        const body = requirePayload(TICKET, request.body) as { user_id: string; result_url?: string; ttl_sec?: number };
        if (find(body.user_id) === undefined) throw inexistentUser();
        const ticket = randomTicket();
        const ttlS = body.ttl_sec === undefined || body.ttl_sec === 0 ? DEFAULT_TTL_S : body.ttl_sec;
        const expiresAt = clock.now() + ttlS * 1000;
        verifications.tickets.set(ticket, { userId: body.user_id, resultUrl: body.result_url, expiresAt });
        return reply.code(201).send({ ticket: `https://${request.host}/u/email-verification?ticket=${ticket}#` });
    });
}

/** Serves the page that the link of a ticket leads to, which verifies the address. */
export function emailVerificationPage(app: App, { store, clock }: Tenant, verifications: EmailVerifications): void {
    app.get<{ Querystring: { ticket?: string } }>(
        '/u/email-verification',
        async ({ query }, reply): Promise<FastifyReply> => {
            const ticket = String(query.ticket);
            const found = verifications.tickets.get(ticket);
            const [profile] = store.users.profilesWithId(found?.userId ?? '');
            verifications.tickets.delete(ticket);
            void reply.headers({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
            if (found === undefined || profile === undefined || found.expiresAt <= clock.now())
                return reply
                    .code(400)
                    .send('<!doctype html><title>Verification</title><p>This link is used up or too old.</p>');
            store.users.willChange(profile);
            profile.emailVerified = true;
            profile.updatedAt = clock.now();
            if (found.resultUrl !== undefined) return reply.redirect(found.resultUrl);
            return reply.send('<!doctype html><title>Verification</title><p>Your e-mail address is verified.</p>');
        },
    );
}
