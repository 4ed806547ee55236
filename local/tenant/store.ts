import type { Client, ClientGrant, Connection, JsonObject } from './entities.ts';
import { FailedLogins } from './failed-logins.ts';
import { UserStore } from './user-store.ts';

/** Everything a tenant remembers, in memory. */
export class TenantStore {
    /** The two stores of users. */
    readonly users = new UserStore();
    /** By ID, in the order of their creation, as everything below. */
    readonly connections = new Map<string, Connection>();
    /** Connections whose users are still being removed: their names are taken, and a second DELETE answers as the first did. */
    readonly connectionsInDeletion = new Map<string, { name: string; deletedAt: number }>();
    readonly clients = new Map<string, Client>();
    readonly clientGrants = new Map<string, ClientGrant>();
    /** Wrong passwords, for brute-force protection. */
    readonly failedLogins = new FailedLogins();
    /** What `GET /tenants/settings` shows. */
    settings: JsonObject = {};

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
}
