import type { Organization } from './attachments/organization.ts';
import type { ResourceServer } from './attachments/resource-server.ts';
import { scopesOf } from './attachments/resource-server.ts';
import type { Role } from './attachments/role.ts';
import { UserAttachments } from './attachments/user-attachments.ts';
import type { Clock } from './clock.ts';
import type { Client, ClientGrant, Connection, JsonObject } from './entities.ts';
import { FailedLogins } from './failed-logins.ts';
import { TenantLog } from './logs/tenant-log.ts';
import { UserStore } from './user-store.ts';

/** Everything a tenant remembers, in memory. */
export class TenantStore {
    /** The two stores of users. */
    readonly users: UserStore;
    /** By ID, in the order of their creation, as everything below. */
    readonly connections = new Map<string, Connection>();
    /** Connections whose users are still being removed: their names are taken, and a second DELETE answers as the first did. */
    readonly connectionsInDeletion = new Map<string, { name: string; deletedAt: number }>();
    readonly clients = new Map<string, Client>();
    readonly clientGrants = new Map<string, ClientGrant>();
    readonly resourceServers = new Map<string, ResourceServer>();
    readonly roles = new Map<string, Role>();
    readonly organizations = new Map<string, Organization>();
    /** What users have beside their profiles. */
    readonly attachments = new UserAttachments();
    readonly log = new TenantLog();
    /** Wrong passwords, for brute-force protection. */
    readonly failedLogins = new FailedLogins();
    /** Whether what hangs on an ID stays while another connection has a user with it. */
    keepsSharedAttachments = false;
    /** What `GET /tenants/settings` shows. */
    settings: JsonObject = {};

    constructor(clock: Clock) {
        this.users = new UserStore(clock);
        this.users.onProfileRemoved(({ userId }) => {
            if (this.keepsSharedAttachments && this.users.profilesWithId(userId).length > 0) return;
            this.attachments.forget(userId);
        });
    }

    /** Forgets everything. */
    clear(): void {
        const { users, connections, connectionsInDeletion, clients, clientGrants, failedLogins } = this;
        for (const part of [users, connections, connectionsInDeletion, clients, clientGrants, failedLogins])
            part.clear();
        for (const part of [this.resourceServers, this.roles, this.organizations, this.attachments, this.log])
            part.clear();
        this.settings = {};
    }

    /** Finds a connection by its name, which is unique in the tenant. */
    connectionNamed(name: string): Connection | undefined {
        for (const connection of this.connections.values()) if (connection.name === name) return connection;
        return undefined;
    }

    /** Finds a connection by one of its realms; a name is a realm until someone changes that. */
    connectionOfRealm(realm: string): Connection | undefined {
        for (const connection of this.connections.values()) if (connection.realms.includes(realm)) return connection;
        return this.connectionNamed(realm);
    }

    /** Finds an API by its identifier, which is unique in the tenant. */
    resourceServerNamed(identifier: string): ResourceServer | undefined {
        for (const server of this.resourceServers.values()) if (server.identifier === identifier) return server;
        return undefined;
    }

    /** Takes from roles and users the permissions whose API or scope is gone. */
    dropUnknownPermissions(): void {
        const known = new Map(
            [...this.resourceServers.values()].map((server) => [
                server.identifier,
                new Set(scopesOf(server).map(({ value }) => value)),
            ]),
        );
        const isKnown = (permission: { resource_server_identifier: string; permission_name: string }) =>
            known.get(permission.resource_server_identifier)?.has(permission.permission_name) === true;
        for (const role of this.roles.values()) role.permissions.keep(isKnown);
        for (const [, { permissions }] of this.attachments.all()) permissions.keep(isKnown);
    }
}
