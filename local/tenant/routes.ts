import type { Server } from 'node:https';
import type { FastifyPluginCallback, FastifyPluginOptions } from 'fastify';
import { tokenRoutes } from './routes/authentication/token.ts';
import { wellKnownRoutes } from './routes/authentication/well-known.ts';
import { exportRoutes } from './routes/exports.ts';
import { guardManagementApi } from './routes/management/access.ts';
import { clientGrantRoutes } from './routes/management/client-grants.ts';
import { clientRoutes } from './routes/management/clients.ts';
import { connectionClientRoutes } from './routes/management/connection-clients.ts';
import { connectionUserRoutes } from './routes/management/connection-users.ts';
import { connectionRoutes } from './routes/management/connections.ts';
import { jobRoutes } from './routes/management/jobs.ts';
import { tenantSettingsRoutes } from './routes/management/tenant-settings.ts';
import { userRoutes } from './routes/management/users.ts';
import type { App } from './server.ts';
import type { Tenant } from './tenant.ts';

const MANAGEMENT_ROUTES = [
    clientGrantRoutes,
    clientRoutes,
    connectionClientRoutes,
    connectionRoutes,
    connectionUserRoutes,
    jobRoutes,
    tenantSettingsRoutes,
    userRoutes,
];

/**
 * Adds every route of a tenant.
 *
 * @returns a list that is complete once the server is ready
 */
export function addRoutes(app: App, tenant: Tenant): string[] {
    const endpoints: string[] = [];
    app.addHook('onRoute', ({ method, url }) => {
        endpoints.push(`${String(method)} ${url.replaceAll(/:(\w+)/g, '{$1}')}`);
    });
    tokenRoutes(app, tenant);
    wellKnownRoutes(app, tenant);
    exportRoutes(app, tenant);
    const addManagementRoutes: FastifyPluginCallback<FastifyPluginOptions, Server> = (
        managementApi,
        _options,
        done,
    ) => {
        guardManagementApi(managementApi, tenant);
        for (const addRoutesOf of MANAGEMENT_ROUTES) addRoutesOf(managementApi, tenant);
        done();
    };
    void app.register(addManagementRoutes, { prefix: '/api/v2' });
    return endpoints;
}
