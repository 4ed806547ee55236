import type { Invitation, Organization } from '../../attachments/organization.ts';
import { requireOrganization } from '../../attachments/organizations.ts';
import type { JsonObject } from '../../entities.ts';
import { ApiError, invalidBody } from '../../errors.ts';
import { createFieldSelection } from '../../field-selection.ts';
import { isoTime } from '../../formatters.ts';
import { randomId, randomTicket } from '../../ids.ts';
import { answerList } from '../../lists.ts';
import { type Query, queryText } from '../../paging.ts';
import { requirePayload } from '../../payload.ts';
import type { Schema } from '../../schema.ts';
import type { App } from '../../server.ts';
import { issuerOf, type Tenant } from '../../tenant.ts';

const PATH = '/organizations/:id/invitations';
const DEFAULT_LIFETIME_S = 604_800;
const MAX_LIFETIME_S = 2_592_000;

const NEW_INVITATION: Schema = {
    type: 'object',
    additionalProperties: false,
    required: ['inviter', 'invitee', 'client_id'],
    properties: {
        inviter: { type: 'object', required: ['name'], properties: { name: { type: 'string', minLength: 1 } } },
        invitee: { type: 'object', required: ['email'], properties: { email: { type: 'string', format: 'email' } } },
        client_id: { type: 'string' },
        connection_id: { type: 'string' },
        app_metadata: { type: 'object' },
        user_metadata: { type: 'object' },
        ttl_sec: { type: 'integer', minimum: 0 },
        roles: { type: 'array', minItems: 1, items: { type: 'string' } },
        send_invitation_email: { type: 'boolean' },
        identity_provider: { type: 'object' },
    },
};

interface Params {
    id: string;
    invitationId: string;
}

/** Serves `/organizations/{id}/invitations`. No e-mail is sent, and nobody can accept one here. */
export function organizationInvitationRoutes(app: App, tenant: Tenant): void {
    const { store, clock } = tenant;

    const requireInvitation = ({ id, invitationId }: Params): JsonObject => {
        const organization = requireOrganization(store, id);
        const invitation = organization.invitations.get(invitationId);
        if (invitation === undefined)
            throw new ApiError(404, 'The invitation does not exist.', 'inexistent_invitation');
        return format(tenant, organization, invitation);
    };

    app.get<{ Params: { id: string }; Querystring: Query }>(
        PATH,
        { config: { scopes: ['read:organization_invitations'] } },
        ({ params, query }) => {
            const organization = requireOrganization(store, params.id);
            const select = createFieldSelection(query);
            const found = [...organization.invitations.values()];
            // The newest first unless asked otherwise.
            if (queryText(query, 'sort') !== 'created_at:1') found.reverse();
            const answer = answerList(found, query, 'invitations', (one) => select(format(tenant, organization, one)));
            if (Array.isArray(answer)) return answer;
            // As in the OpenAPI document, there is no total.
            return { start: answer['start'], limit: answer['limit'], invitations: answer['invitations'] };
        },
    );

    // Recorded: 201, where the OpenAPI document has 200.
    app.post<{ Params: { id: string } }>(
        PATH,
        { config: { scopes: ['create:organization_invitations'] } },
        async ({ params, body }, reply) => {
            const organization = requireOrganization(store, params.id);
            const { ttl_sec: lifetimeS = DEFAULT_LIFETIME_S, ...attributes } = requirePayload(
                NEW_INVITATION,
                body,
            ) as JsonObject & { ttl_sec?: number; client_id: string };
            // A wish about the sending, and no part of the invitation.
            delete attributes['send_invitation_email'];
            if (lifetimeS > MAX_LIFETIME_S)
                throw invalidBody(
                    `Payload validation error: 'Value ${lifetimeS} is greater than maximum ${MAX_LIFETIME_S}' on property ttl_sec`,
                );
            if (!store.clients.has(attributes.client_id))
                throw new ApiError(404, 'The client does not exist', 'inexistent_client');
            const connectionId = attributes['connection_id'];
            if (typeof connectionId === 'string' && !organization.connections.has(connectionId))
                throw new ApiError(404, 'No connection found by that id');
            const createdAt = clock.now();
            const invitation: Invitation = {
                id: randomId('uinv_'),
                createdAt,
                // Auth0 takes 0 for its default.
                expiresAt: createdAt + (lifetimeS === 0 ? DEFAULT_LIFETIME_S : lifetimeS) * 1000,
                ticketId: randomTicket(),
                attributes,
            };
            organization.invitations.set(invitation.id, invitation);
            store.organizations.noteChange(organization.id);
            return reply.code(201).send(format(tenant, organization, invitation));
        },
    );

    app.get<{ Params: Params }>(
        `${PATH}/:invitationId`,
        { config: { scopes: ['read:organization_invitations'] } },
        ({ params }) => requireInvitation(params),
    );

    app.delete<{ Params: Params }>(
        `${PATH}/:invitationId`,
        { config: { scopes: ['delete:organization_invitations'] } },
        async ({ params }, reply) => {
            requireOrganization(store, params.id).invitations.delete(params.invitationId);
            store.organizations.noteChange(params.id);
            return reply.code(204).send();
        },
    );
}

function format(tenant: Tenant, organization: Organization, invitation: Invitation): JsonObject {
    const { client_id: clientId, ...rest } = invitation.attributes;
    const loginUri = tenant.store.clients.get(String(clientId))?.attributes['initiate_login_uri'];
    const login = typeof loginUri === 'string' ? loginUri : `${issuerOf(tenant)}login`;
    return {
        id: invitation.id,
        client_id: clientId,
        ...rest,
        invitation_url: `${login}?invitation=${invitation.ticketId}&organization=${organization.id}&organization_name=${organization.attributes.name}`,
        ticket_id: invitation.ticketId,
        created_at: isoTime(invitation.createdAt),
        expires_at: isoTime(invitation.expiresAt),
        organization_id: organization.id,
    };
}
