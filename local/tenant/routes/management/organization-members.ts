import type { Organization } from '../../attachments/organization.ts';
import { requireOrganization } from '../../attachments/organizations.ts';
import { byName } from '../../attachments/require-role.ts';
import { formatMember, requireUsers } from '../../attachments/require-user.ts';
import type { JsonObject } from '../../entities.ts';
import { ApiError } from '../../errors.ts';
import { createFieldSelection } from '../../field-selection.ts';
import { MAX_MEMBERS_PER_CALL, MAX_ORGANIZATIONS_OR_MEMBERS } from '../../limits.ts';
import { answerTimeline } from '../../lists.ts';
import { type Query, queryText } from '../../paging.ts';
import { requirePayload } from '../../payload.ts';
import type { App } from '../../server.ts';
import type { TenantStore } from '../../store.ts';
import type { Tenant } from '../../tenant.ts';

const PATH = '/organizations/:id/members';

/** Serves `/organizations/{id}/members`. */
export function organizationMemberRoutes(app: App, { store, clock }: Tenant): void {
    app.get<{ Params: { id: string }; Querystring: Query }>(
        PATH,
        { config: { scopes: ['read:organization_members'] } },
        ({ params, query }) => {
            const organization = requireOrganization(store, params.id);
            const select = createFieldSelection(query);
            // Roles cost Auth0 another look, so they are shown only to those who name them.
            const wantsRoles = queryText(query, 'fields')?.split(',').includes('roles') === true;
            const show = (userId: string) =>
                select({
                    ...formatMember(store, userId),
                    ...(wantsRoles && { roles: memberRoles(store, organization, userId) }),
                });
            return answerTimeline(organization.members.entries(), query, 'members', show, { endsEmpty: true });
        },
    );

    app.post<{ Params: { id: string } }>(
        PATH,
        { config: { scopes: ['create:organization_members'] } },
        async ({ params, body }, reply) => {
            const organization = requireOrganization(store, params.id);
            const userIds = readMembers(body);
            requireUsers(store, userIds, 400);
            const added = userIds.filter((userId) => !organization.members.has(userId));
            if (organization.members.size + added.length > MAX_ORGANIZATIONS_OR_MEMBERS)
                throw new ApiError(
                    403,
                    'You reached the limit of entities of this type for this tenant.',
                    'too_many_entities',
                );
            for (const userId of userIds) {
                organization.members.add(userId, clock.now());
                store.attachments.of(userId).organizations.add(organization);
            }
            return reply.code(204).send();
        },
    );

    app.delete<{ Params: { id: string } }>(
        PATH,
        { config: { scopes: ['delete:organization_members'] } },
        async ({ params, body }, reply) => {
            const organization = requireOrganization(store, params.id);
            for (const userId of readMembers(body)) {
                organization.members.delete(userId);
                organization.memberRoles.delete(userId);
                store.attachments.of(userId).organizations.delete(organization);
            }
            return reply.code(204).send();
        },
    );
}

function readMembers(body: unknown): string[] {
    const { members } = requirePayload(
        {
            additionalProperties: false,
            required: ['members'],
            properties: {
                members: {
                    type: 'array',
                    minItems: 1,
                    maxItems: MAX_MEMBERS_PER_CALL,
                    items: { type: 'string', minLength: 1 },
                },
            },
        },
        body,
    ) as { members: string[] };
    return members;
}

// Recorded: without the description.
function memberRoles(store: TenantStore, organization: Organization, userId: string): JsonObject[] {
    const entries = organization.memberRoles.get(userId)?.entries() ?? [];
    return entries
        .flatMap(({ id }) => store.roles.get(id) ?? [])
        .sort(byName)
        .map(({ id, name }) => ({ id, name }));
}
