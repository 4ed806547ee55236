import { ApiError } from '../../errors.ts';
import { createFieldSelection } from '../../field-selection.ts';
import type { Query } from '../../paging.ts';
import { requirePayload } from '../../payload.ts';
import type { App } from '../../server.ts';
import { closed } from '../../shapes/shape.ts';
import { TENANT_SETTINGS } from '../../shapes/tenant-settings.ts';
import type { Tenant } from '../../tenant.ts';
import { changedSettings, completedSettings, readSettings } from '../../tenant-settings.ts';

/** Serves `/tenants/settings`; of all settings only `default_directory` changes what the tenant does. */
export function tenantSettingsRoutes(app: App, { store }: Tenant): void {
    app.get<{ Querystring: Query }>(
        '/tenants/settings',
        { config: { scopes: ['read:tenant_settings'] } },
        ({ query }) => createFieldSelection(query)(readSettings(store.settings)),
    );

    app.patch('/tenants/settings', { config: { scopes: ['update:tenant_settings'] } }, ({ body }) => {
        const changes = requirePayload(closed(TENANT_SETTINGS, { minProperties: 1 }), body);
        const directory = changes['default_directory'];
        if (typeof directory === 'string' && directory !== '' && store.connectionNamed(directory) === undefined)
            throw new ApiError(400, 'The connection does not exist', 'inexistent_connection');
        store.settings = changedSettings(store.settings, changes);
        return completedSettings(store.settings);
    });
}
