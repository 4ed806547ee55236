import { revokeRefreshToken } from '../../attachments/refresh-token.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';
import { readForm, requireClient, required } from './client-authentication.ts';

/** Serves `POST /oauth/revoke`: a client gives a refresh token up. One that is not there, or another client's, is no error. */
export function revokeRoutes(app: App, tenant: Tenant): void {
    app.post('/oauth/revoke', async (request, reply) => {
        const form = readForm(request.body);
        const client = requireClient(tenant, request, form, undefined);
        revokeRefreshToken(tenant.store, required(form, 'token'), client.clientId);
        return reply.code(200).send();
    });
}
