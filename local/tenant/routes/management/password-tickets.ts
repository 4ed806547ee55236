import type { Identity } from '../../entities.ts';
import { ApiError, inexistentConnection, inexistentUser, invalidBody } from '../../errors.ts';
import { requirePayload } from '../../payload.ts';
import type { Schema } from '../../schema.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';
import { identityToReset } from '../../users/reset-password.ts';

const DEFAULT_TTL_S = 432_000;

const TICKET: Schema = {
    type: 'object',
    additionalProperties: false,
    properties: {
        user_id: { type: 'string', format: 'user-id' },
        connection_id: { type: 'string', minLength: 1 },
        email: { type: 'string', format: 'email' },
        ttl_sec: { type: 'integer', minimum: 0 },
        mark_email_as_verified: { type: 'boolean' },
        includeEmailInRedirect: { type: 'boolean' },
        result_url: { type: 'string', format: 'strict-uri' },
        client_id: { type: 'string' },
        organization_id: { type: 'string' },
        identity: { type: 'object' },
    },
};

interface TicketBody {
    user_id?: string;
    connection_id?: string;
    email?: string;
    ttl_sec?: number;
    mark_email_as_verified?: boolean;
    result_url?: string;
}

/** Serves `POST /tickets/password-change`. */
export function passwordTicketRoutes(app: App, tenant: Tenant): void {
    app.post('/tickets/password-change', { config: { scopes: ['create:user_tickets'] } }, async (request, reply) => {
        const body = requirePayload(TICKET, request.body) as TicketBody;
        const identity = await requireIdentity(tenant, body);
        const { ticket } = tenant.passwordResets.begin(identity, {
            // Auth0 reads 0 as its default.
            ttlMs: (body.ttl_sec === undefined || body.ttl_sec === 0 ? DEFAULT_TTL_S : body.ttl_sec) * 1000,
            clock: tenant.clock,
            resultUrl: body.result_url,
            marksEmailVerified: body.mark_email_as_verified,
        });
        return reply.code(201).send({ ticket: `https://${request.host}/u/reset-password?ticket=${ticket}#` });
    });
}

// By connection and address it can't hit a user with the same ID on another connection.
async function requireIdentity(tenant: Tenant, body: TicketBody): Promise<Identity> {
    if (body.user_id !== undefined) {
        const [profile] = tenant.store.users.profilesWithId(body.user_id);
        const identity = profile?.identities[0];
        if (identity === undefined) throw inexistentUser();
        return identity;
    }
    if (body.connection_id === undefined || body.email === undefined)
        throw invalidBody('Expected either user_id, or connection_id and email.');
    const connection = tenant.store.connections.get(body.connection_id);
    if (connection === undefined) throw inexistentConnection();
    if (connection.strategy !== 'auth0')
        throw new ApiError(400, 'Connection must be a database connection', 'operation_not_supported');
    const identity = await identityToReset(tenant, connection, body.email);
    if (identity === undefined) throw inexistentUser();
    return identity;
}
