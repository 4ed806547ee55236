import { ApiError } from '../../errors.ts';
import { createFieldSelection } from '../../field-selection.ts';
import type { Query } from '../../paging.ts';
import { requirePayload } from '../../payload.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

/** Serves `/tenants/settings`; of all settings only `default_directory` changes what the tenant does. */
export function tenantSettingsRoutes(app: App, { store }: Tenant): void {
    app.get<{ Querystring: Query }>(
        '/tenants/settings',
        { config: { scopes: ['read:tenant_settings'] } },
        ({ query }) => createFieldSelection(query)(store.settings),
    );

    app.patch('/tenants/settings', { config: { scopes: ['update:tenant_settings'] } }, ({ body }) => {
        const changes = requirePayload({ properties: { default_directory: { type: 'string' } } }, body);
        const directory = changes['default_directory'];
        if (typeof directory === 'string' && directory !== '' && store.connectionNamed(directory) === undefined)
            throw new ApiError(400, 'The connection does not exist', 'inexistent_connection');
        store.settings = { ...store.settings, ...changes };
        return store.settings;
    });
}
