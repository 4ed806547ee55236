import { Permissions } from '../../attachments/permissions.ts';
import { byName, formatRole, requireRole } from '../../attachments/require-role.ts';
import type { Role } from '../../attachments/role.ts';
import { Timeline } from '../../attachments/timeline.ts';
import { ApiError } from '../../errors.ts';
import { randomId } from '../../ids.ts';
import { MAX_ROLES } from '../../limits.ts';
import { answerList } from '../../lists.ts';
import { type Query, queryText } from '../../paging.ts';
import { requirePayload } from '../../payload.ts';
import type { Schema } from '../../schema.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

const CHANGES: Schema = {
    type: 'object',
    additionalProperties: false,
    properties: {
        name: { type: 'string', minLength: 1, pattern: /^[^<>]*$/ },
        description: { type: ['string', 'null'] },
    },
};
const NEW_ROLE: Schema = { ...CHANGES, required: ['name'] };

interface RoleBody {
    name?: string;
    description?: string | null;
}

/** Serves `/roles`. */
export function roleRoutes(app: App, { store, clock }: Tenant): void {
    const requireFreeName = (name: string | undefined, own?: Role) => {
        if ([...store.roles.values()].some((role) => role.name === name && role !== own))
            throw new ApiError(409, 'The role name is already in use. Please choose another name', 'role_conflict');
    };

    app.get<{ Querystring: Query }>('/roles', { config: { scopes: ['read:roles'] } }, ({ query }) => {
        const wanted = queryText(query, 'name_filter')?.toLowerCase() ?? '';
        const found = [...store.roles.values()].filter(({ name }) => name.toLowerCase().includes(wanted));
        return answerList(found.sort(byName), query, 'roles', formatRole);
    });

    app.post('/roles', { config: { scopes: ['create:roles'] } }, ({ body }) => {
        const { name, description } = requirePayload(NEW_ROLE, body) as unknown as RoleBody & { name: string };
        requireFreeName(name);
        if (store.roles.size >= MAX_ROLES)
            throw new ApiError(
                403,
                'You reached the limit of entities of this type for this tenant.',
                'too_many_entities',
            );
        const role: Role = {
            id: randomId('rol_'),
            name,
            description: description ?? undefined,
            createdAt: clock.now(),
            permissions: new Permissions(),
            users: new Timeline(),
        };
        store.roles.set(role.id, role);
        // Recorded: only this answer tells a role without a description from one with an empty one.
        return { ...formatRole(role), description: role.description ?? null };
    });

    app.get<{ Params: { id: string } }>('/roles/:id', { config: { scopes: ['read:roles'] } }, ({ params }) =>
        formatRole(requireRole(store, params.id)),
    );

    app.patch<{ Params: { id: string } }>(
        '/roles/:id',
        { config: { scopes: ['update:roles'] } },
        ({ params, body }) => {
            const role = requireRole(store, params.id);
            const { name, description } = requirePayload(CHANGES, body) as RoleBody;
            if (name !== undefined) requireFreeName(name, role);
            role.name = name ?? role.name;
            if (description !== undefined) role.description = description ?? undefined;
            store.roles.noteChange(role.id);
            return formatRole(role);
        },
    );

    app.delete<{ Params: { id: string } }>('/roles/:id', { config: { scopes: ['delete:roles'] } }, ({ params }) => {
        const role = requireRole(store, params.id);
        for (const { id } of role.users.entries()) store.attachments.of(id).roles.delete(role);
        for (const { memberRoles } of store.organizations.values())
            for (const [userId, roles] of memberRoles) if (roles.delete(role.id)) store.attachments.noteChange(userId);
        store.roles.delete(role.id);
        return {};
    });
}
