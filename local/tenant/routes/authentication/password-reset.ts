import type { FastifyReply } from 'fastify';
import { ApiError, OAuthError } from '../../errors.ts';
import { MAILED_RESET_TTL_MS } from '../../limits.ts';
import { recordUserEvent } from '../../logs/record-user-event.ts';
import { type Query, queryText } from '../../paging.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';
import { completeReset, identityToReset } from '../../users/reset-password.ts';
import { setRateHeaders } from '../management/access.ts';
import { bodyFields } from './body-fields.ts';

const SENT = "We've just sent you an email to reset your password.";

/** Serves `POST /dbconnections/change_password` and the page that its link, or a ticket, leads to. */
export function passwordResetRoutes(app: App, tenant: Tenant): void {
    const { store, clock, passwordResets } = tenant;

    app.post('/dbconnections/change_password', async (request, reply) => {
        const { text } = bodyFields(request.body);
        const [email, name] = [text('email'), text('connection')];
        if (name === undefined) throw new OAuthError(400, 'invalid_request', 'connection parameter is mandatory');
        if (email === undefined) throw new OAuthError(400, 'invalid_request', 'email parameter is mandatory');
        const connection = store.connectionNamed(name);
        if (connection?.strategy !== 'auth0')
            throw new OAuthError(400, 'invalid_request', 'connection must be a database connection');
        const rate = tenant.rateLimiter.takePasswordMail(`${request.ip} ${email.toLowerCase()}`);
        setRateHeaders(reply, rate);
        if (!rate.allowed) throw new OAuthError(429, 'too_many_requests', 'Global limit has been reached');
        const identity = await identityToReset(tenant, connection, email);
        const isKnown = identity !== undefined;
        recordUserEvent(tenant, isKnown ? 'scpr' : 'fcpr', {
            description: isKnown ? 'Change password request' : 'User does not exist.',
            connection,
            identity,
            userName: email,
            clientId: text('client_id'),
            ip: request.ip,
        });
        if (isKnown)
            passwordResets.begin(identity, { ttlMs: MAILED_RESET_TTL_MS, clock, mailedTo: email.toLowerCase() });
        return reply.header('content-type', 'text/html; charset=utf-8').send(SENT);
    });

    app.get<{ Querystring: Query }>('/u/reset-password', async ({ query }, reply) => {
        const reset = passwordResets.get(queryText(query, 'ticket') ?? '', clock.now());
        if (reset === undefined) return page(reply, 400, '<p>This link is used up or too old.</p>');
        return page(
            reply,
            200,
            '<form method="post"><label>New password <input name="password" type="password" required autofocus></label> <button>Change</button></form>',
        );
    });

    app.post<{ Querystring: Query }>('/u/reset-password', async ({ query, body, ip }, reply) => {
        const reset = passwordResets.get(queryText(query, 'ticket') ?? '', clock.now());
        const password = bodyFields(body).text('password');
        if (reset === undefined) return page(reply, 400, '<p>This link is used up or too old.</p>');
        if (password === undefined) return page(reply, 400, '<p>A password is needed.</p>');
        const { identity } = reset;
        const record = (type: 'scp' | 'fcp', description: string) => {
            recordUserEvent(tenant, type, { description, connection: identity.connection, identity, ip });
        };
        try {
            await completeReset(tenant, reset, password);
            record('scp', 'Password changed');
        } catch (error) {
            if (error instanceof ApiError) record('fcp', error.message);
            if (error instanceof ApiError) return page(reply, 400, '<p>This password does not do.</p>');
            throw error;
        }
        if (reset.resultUrl !== undefined) return reply.redirect(reset.resultUrl);
        return page(reply, 200, '<p>Your password has been changed.</p>');
    });
}

function page(reply: FastifyReply, status: number, content: string): FastifyReply {
    return reply
        .code(status)
        .headers({
            'content-type': 'text/html; charset=utf-8',
            'cache-control': 'no-store',
            'referrer-policy': 'no-referrer',
        })
        .send(`<!doctype html><html lang="en"><title>Change your password</title><body>${content}</body></html>`);
}
