import { requireUser } from '../../attachments/require-user.ts';
import { requirePayload } from '../../payload.ts';
import type { Schema } from '../../schema.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';
import { formatLinkedIdentities, type LinkBody, linkIdentity, unlinkIdentity } from '../../users/link-identity.ts';

const LINK: Schema = {
    type: 'object',
    additionalProperties: false,
    required: ['provider', 'user_id'],
    properties: {
        provider: { type: 'string', minLength: 1 },
        connection_id: { type: 'string', pattern: /^con_[A-Za-z0-9]{16}$/ },
        user_id: { type: ['string', 'integer'], minLength: 1 },
    },
};

interface Params {
    id: string;
    provider: string;
    identityId: string;
}

/** Serves `/users/{id}/identities`: linking accounts, and taking them apart. */
export function userIdentityRoutes(app: App, { store, clock }: Tenant): void {
    const SCOPES = { config: { scopes: ['update:users', 'update:current_user_identities'] } };

    app.post<{ Params: { id: string } }>('/users/:id/identities', SCOPES, async ({ params, body }, reply) => {
        const primary = requireUser(store, params.id);
        const { user_id: secondaryId, ...link } = requirePayload(LINK, body) as unknown as Omit<LinkBody, 'user_id'> & {
            user_id: string | number;
        };
        linkIdentity(store, primary, { ...link, user_id: String(secondaryId) }, clock.now());
        return reply.code(201).send(formatLinkedIdentities(primary));
    });

    app.delete<{ Params: Params }>('/users/:id/identities/:provider/:identityId', SCOPES, ({ params }) => {
        const primary = requireUser(store, params.id);
        unlinkIdentity(store, primary, params.provider, params.identityId, clock.now());
        return formatLinkedIdentities(primary);
    });
}
