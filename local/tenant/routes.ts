import type { Server } from 'node:https';
import type { FastifyPluginCallback, FastifyPluginOptions } from 'fastify';
import { AuthorizationCodes } from './authorization-codes.ts';
import { applyFaults } from './control/apply-faults.ts';
import type { Control } from './control/control.ts';
import { EmailVerifications } from './email-verifications.ts';
import { endpointName } from './endpoint-name.ts';
import { authorizeRoutes } from './routes/authentication/authorize.ts';
import { passwordResetRoutes } from './routes/authentication/password-reset.ts';
import { revokeRoutes } from './routes/authentication/revoke.ts';
import { signUpRoutes } from './routes/authentication/sign-up.ts';
import { tokenRoutes } from './routes/authentication/token.ts';
import { userinfoRoutes } from './routes/authentication/userinfo.ts';
import { wellKnownRoutes } from './routes/authentication/well-known.ts';
import { controlRoutes, countCalls } from './routes/control/control-api.ts';
import { exportRoutes } from './routes/exports.ts';
import { guardManagementApi } from './routes/management/access.ts';
import { attackProtectionRoutes } from './routes/management/attack-protection.ts';
import { authenticationMethodRoutes } from './routes/management/authentication-methods.ts';
import { clientCredentialRoutes } from './routes/management/client-credentials.ts';
import { clientGrantRoutes } from './routes/management/client-grants.ts';
import { clientRoutes } from './routes/management/clients.ts';
import { connectionClientRoutes } from './routes/management/connection-clients.ts';
import { connectionUserRoutes } from './routes/management/connection-users.ts';
import { connectionRoutes } from './routes/management/connections.ts';
import { emailVerificationPage, emailVerificationRoutes } from './routes/management/email-verification.ts';
import { emptyListRoutes } from './routes/management/empty-lists.ts';
import { grantRoutes } from './routes/management/grants.ts';
import { guardianFactorRoutes } from './routes/management/guardian-factors.ts';
import { jobRoutes } from './routes/management/jobs.ts';
import { logRoutes } from './routes/management/logs.ts';
import { organizationClientGrantRoutes } from './routes/management/organization-client-grants.ts';
import { organizationConnectionRoutes } from './routes/management/organization-connections.ts';
import { organizationDiscoveryDomainRoutes } from './routes/management/organization-discovery-domains.ts';
import { organizationInvitationRoutes } from './routes/management/organization-invitations.ts';
import { organizationMemberRoleRoutes } from './routes/management/organization-member-roles.ts';
import { organizationMemberRoutes } from './routes/management/organization-members.ts';
import { organizationRoutes } from './routes/management/organizations.ts';
import { passwordTicketRoutes } from './routes/management/password-tickets.ts';
import { resourceServerRoutes } from './routes/management/resource-servers.ts';
import { rolePermissionRoutes } from './routes/management/role-permissions.ts';
import { roleUserRoutes } from './routes/management/role-users.ts';
import { roleRoutes } from './routes/management/roles.ts';
import { statsRoutes } from './routes/management/stats.ts';
import { tenantSettingsRoutes } from './routes/management/tenant-settings.ts';
import { userBlockRoutes } from './routes/management/user-blocks.ts';
import { userIdentityRoutes } from './routes/management/user-identities.ts';
import { userMultifactorRoutes } from './routes/management/user-multifactor.ts';
import { userOrganizationRoutes } from './routes/management/user-organizations.ts';
import { userPermissionRoutes } from './routes/management/user-permissions.ts';
import { userRoleRoutes } from './routes/management/user-roles.ts';
import { userSessionRoutes } from './routes/management/user-sessions.ts';
import { userTokenSetRoutes } from './routes/management/user-token-sets.ts';
import { userRoutes } from './routes/management/users.ts';
import type { App } from './server.ts';
import type { Tenant } from './tenant.ts';

const MANAGEMENT_ROUTES = [
    attackProtectionRoutes,
    authenticationMethodRoutes,
    grantRoutes,
    guardianFactorRoutes,
    logRoutes,
    organizationClientGrantRoutes,
    organizationConnectionRoutes,
    organizationDiscoveryDomainRoutes,
    organizationInvitationRoutes,
    organizationMemberRoleRoutes,
    organizationMemberRoutes,
    organizationRoutes,
    resourceServerRoutes,
    rolePermissionRoutes,
    roleUserRoutes,
    roleRoutes,
    userBlockRoutes,
    userIdentityRoutes,
    userMultifactorRoutes,
    userOrganizationRoutes,
    userPermissionRoutes,
    userRoleRoutes,
    userSessionRoutes,
    userTokenSetRoutes,
    clientCredentialRoutes,
    clientGrantRoutes,
    clientRoutes,
    connectionClientRoutes,
    connectionRoutes,
    connectionUserRoutes,
    emptyListRoutes,
    passwordTicketRoutes,
    statsRoutes,
    tenantSettingsRoutes,
    userRoutes,
];

/**
 * Adds every route of a tenant.
 *
 * @param control - what the control API is given; without it there is none
 * @returns a list that is complete once the server is ready
 */
export function addRoutes(app: App, tenant: Tenant, control?: Omit<Control, 'endpoints'>): string[] {
    const endpoints: string[] = [];
    app.addHook('onRoute', ({ method, url }) => {
        endpoints.push(endpointName(String(method), url));
    });
    if (control !== undefined) addControlApi(app, tenant, { ...control, endpoints });
    const codes = new AuthorizationCodes(tenant.clock);
    authorizeRoutes(app, tenant, codes);
    tokenRoutes(app, tenant, codes);
    revokeRoutes(app, tenant);
    userinfoRoutes(app, tenant);
    wellKnownRoutes(app, tenant);
    signUpRoutes(app, tenant);
    passwordResetRoutes(app, tenant);
    exportRoutes(app, tenant);
    const verifications = new EmailVerifications();
    emailVerificationPage(app, tenant, verifications);
    const addManagementRoutes: FastifyPluginCallback<FastifyPluginOptions, Server> = (
        managementApi,
        _options,
        done,
    ) => {
        guardManagementApi(managementApi, tenant);
        for (const addRoutesOf of MANAGEMENT_ROUTES) addRoutesOf(managementApi, tenant);
        jobRoutes(managementApi, tenant, verifications);
        emailVerificationRoutes(managementApi, tenant, verifications);
        done();
    };
    void app.register(addManagementRoutes, { prefix: '/api/v2' });
    return endpoints;
}

function addControlApi(app: App, tenant: Tenant, control: Control): void {
    countCalls(app, control);
    applyFaults(app, tenant);
    const addControlRoutes: FastifyPluginCallback<FastifyPluginOptions, Server> = (controlApi, _options, done) => {
        controlRoutes(controlApi, tenant, control);
        done();
    };
    void app.register(addControlRoutes, { prefix: '/_local' });
}
