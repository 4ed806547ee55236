import { requireOrganization } from '../../attachments/organizations.ts';
import { byName, formatRole, readRoles, requireRole } from '../../attachments/require-role.ts';
import { requireUser } from '../../attachments/require-user.ts';
import { Timeline } from '../../attachments/timeline.ts';
import { ApiError } from '../../errors.ts';
import { MAX_ROLES_PER_MEMBER } from '../../limits.ts';
import { answerList } from '../../lists.ts';
import type { Query } from '../../paging.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

const PATH = '/organizations/:id/members/:userId/roles';

interface Params {
    id: string;
    userId: string;
}

/** Serves `/organizations/{id}/members/{user_id}/roles`. As recorded, roles can be given before the membership. */
export function organizationMemberRoleRoutes(app: App, { store, clock }: Tenant): void {
    app.get<{ Params: Params; Querystring: Query }>(
        PATH,
        { config: { scopes: ['read:organization_member_roles'] } },
        ({ params, query }) => {
            const { memberRoles } = requireOrganization(store, params.id);
            const entries = memberRoles.get(requireUser(store, params.userId).userId)?.entries() ?? [];
            const held = entries.map(({ id }) => requireRole(store, id)).sort(byName);
            return answerList(held, query, 'roles', formatRole);
        },
    );

    app.post<{ Params: Params }>(
        PATH,
        { config: { scopes: ['create:organization_member_roles'] } },
        async ({ params, body }, reply) => {
            const organization = requireOrganization(store, params.id);
            const { userId } = requireUser(store, params.userId);
            const given = readRoles(store, body);
            const held = organization.memberRoles.get(userId) ?? new Timeline();
            if (new Set([...held.entries(), ...given].map(({ id }) => id)).size > MAX_ROLES_PER_MEMBER)
                throw new ApiError(409, 'No more roles can be assigned to this organization member.');
            for (const { id } of given) held.add(id, clock.now());
            organization.memberRoles.set(userId, held);
            store.attachments.of(userId).organizations.add(organization);
            return reply.code(204).send();
        },
    );

    app.delete<{ Params: Params }>(
        PATH,
        { config: { scopes: ['delete:organization_member_roles'] } },
        async ({ params, body }, reply) => {
            const { memberRoles } = requireOrganization(store, params.id);
            const { userId } = requireUser(store, params.userId);
            for (const { id } of readRoles(store, body)) memberRoles.get(userId)?.delete(id);
            store.attachments.noteChange(userId);
            return reply.code(204).send();
        },
    );
}
