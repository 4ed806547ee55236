import { formatPermission, givePermissions, readPermissions } from '../../attachments/permission-list.ts';
import { byPermissionName, type Permission } from '../../attachments/permissions.ts';
import { requireUser } from '../../attachments/require-user.ts';
import { answerList } from '../../lists.ts';
import type { Query } from '../../paging.ts';
import type { App } from '../../server.ts';
import type { TenantStore } from '../../store.ts';
import type { Tenant } from '../../tenant.ts';

const PATH = '/users/:id/permissions';

interface Source {
    source_id: string;
    source_name: string;
    source_type: 'DIRECT' | 'ROLE';
}

/** Serves `/users/{id}/permissions`. */
export function userPermissionRoutes(app: App, { store }: Tenant): void {
    app.get<{ Params: { id: string }; Querystring: Query }>(
        PATH,
        { config: { scopes: ['read:users'] } },
        ({ params, query }) =>
            answerList(
                effectivePermissions(store, requireUser(store, params.id).userId),
                query,
                'permissions',
                ({ permission, sources }) => ({ ...formatPermission(store, permission), sources }),
            ),
    );

    app.post<{ Params: { id: string } }>(
        PATH,
        { config: { scopes: ['update:users'] } },
        async ({ params, body }, reply) => {
            const { userId } = requireUser(store, params.id);
            givePermissions(store, store.attachments.of(userId).permissions, readPermissions(body), 'user');
            return reply.code(201).send({});
        },
    );

    app.delete<{ Params: { id: string } }>(
        PATH,
        { config: { scopes: ['update:users'] } },
        async ({ params, body }, reply) => {
            const { permissions } = store.attachments.of(requireUser(store, params.id).userId);
            for (const permission of readPermissions(body)) permissions.delete(permission);
            return reply.code(204).send();
        },
    );
}

// Those that the user has directly, and those of each role, once each with all their sources.
function effectivePermissions(store: TenantStore, userId: string): { permission: Permission; sources: Source[] }[] {
    const found = new Map<string, { permission: Permission; sources: Source[] }>();
    const add = (permission: Permission, source: Source) => {
        const key = `${permission.resource_server_identifier} ${permission.permission_name}`;
        const entry = found.get(key) ?? { permission, sources: [] };
        entry.sources.push(source);
        found.set(key, entry);
    };
    const attachments = store.attachments.find(userId);
    for (const permission of attachments?.permissions ?? [])
        add(permission, { source_id: '', source_name: '', source_type: 'DIRECT' });
    for (const role of attachments?.roles ?? [])
        for (const permission of role.permissions)
            add(permission, { source_id: role.id, source_name: role.name, source_type: 'ROLE' });
    return [...found.values()].sort((one, other) => byPermissionName(one.permission, other.permission));
}
