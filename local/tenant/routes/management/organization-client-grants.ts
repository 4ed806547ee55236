import { formatOrganization, requireOrganization } from '../../attachments/organizations.ts';
import type { ClientGrant, JsonObject } from '../../entities.ts';
import { ApiError } from '../../errors.ts';
import { formatClientGrant } from '../../formatters.ts';
import { answerList } from '../../lists.ts';
import { checkpointPage, isCheckpointQuery, type Query, queryText } from '../../paging.ts';
import { requirePayload } from '../../payload.ts';
import type { App } from '../../server.ts';
import { closed, TEXT } from '../../shapes/shape.ts';
import type { Tenant } from '../../tenant.ts';

const PATH = '/organizations/:id/client-grants';
const ASSOCIATION = closed({ grant_id: TEXT }, { required: ['grant_id'] });

interface Params {
    id: string;
    grantId: string;
}

/** Serves `/organizations/{id}/client-grants` and `/client-grants/{id}/organizations`: which client grants are good for which organization. */
export function organizationClientGrantRoutes(app: App, { store }: Tenant): void {
    const requireGrant = (id: string): ClientGrant => {
        const grant = store.clientGrants.get(id);
        if (grant === undefined) throw new ApiError(404, 'The client grant does not exist', 'inexistent_client_grant');
        return grant;
    };

    app.get<{ Params: Params; Querystring: Query }>(
        PATH,
        { config: { scopes: ['read:organization_client_grants'] } },
        ({ params, query }) => {
            const wanted = [query['grant_ids'] ?? []].flat();
            const [clientId, audience] = [queryText(query, 'client_id'), queryText(query, 'audience')];
            const grants = [...requireOrganization(store, params.id).clientGrants]
                .flatMap((id) => store.clientGrants.get(id) ?? [])
                .filter((grant) => clientId === undefined || grant.clientId === clientId)
                .filter((grant) => audience === undefined || grant.audience === audience)
                .filter(({ id }) => wanted.length === 0 || wanted.includes(id));
            return answerList(grants, query, 'client_grants', formatAssociation);
        },
    );

    app.post<{ Params: Params }>(
        PATH,
        { config: { scopes: ['create:organization_client_grants'] } },
        async ({ params, body }, reply) => {
            const organization = requireOrganization(store, params.id);
            const { grant_id: id } = requirePayload(ASSOCIATION, body) as { grant_id: string };
            const grant = requireGrant(id);
            organization.clientGrants.add(id);
            store.organizations.noteChange(organization.id);
            return reply.code(201).send(formatAssociation(grant));
        },
    );

    app.delete<{ Params: Params }>(
        `${PATH}/:grantId`,
        { config: { scopes: ['delete:organization_client_grants'] } },
        async ({ params }, reply) => {
            const organization = requireOrganization(store, params.id);
            organization.clientGrants.delete(params.grantId);
            store.organizations.noteChange(organization.id);
            return reply.code(204).send();
        },
    );

    app.get<{ Params: Params; Querystring: Query }>(
        '/client-grants/:id/organizations',
        { config: { scopes: ['read:organization_client_grants'] } },
        ({ params, query }) => {
            const { id } = requireGrant(params.id);
            const found = [...store.organizations.values()].filter(({ clientGrants }) => clientGrants.has(id));
            if (!isCheckpointQuery(query)) return answerList(found, query, 'organizations', formatOrganization);
            const { items, next } = checkpointPage(found, query, (organization) => organization.id);
            return { organizations: items.map(formatOrganization), ...(next !== undefined && { next }) };
        },
    );
}

// Only what makes a difference for an organization.
function formatAssociation(grant: ClientGrant): JsonObject {
    const { id, client_id, audience, scope, organization_usage, allow_any_organization } = formatClientGrant(grant);
    const shown = { id, client_id, audience, scope, organization_usage, allow_any_organization };
    return Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== undefined));
}
