import type { Organization } from './attachments/organization.ts';
import type { ResourceServer } from './attachments/resource-server.ts';
import { scopesOf } from './attachments/resource-server.ts';
import type { Role } from './attachments/role.ts';
import { UserAttachments } from './attachments/user-attachments.ts';
import { type AttackProtection, DEFAULT_ATTACK_PROTECTION } from './attack-protection.ts';
import type { Clock } from './clock.ts';
import type { Client, ClientGrant, Connection, JsonObject } from './entities.ts';
import { FailedLogins } from './failed-logins.ts';
import type { Job } from './jobs/job.ts';
import { TenantLog } from './logs/tenant-log.ts';
import type { PasswordReset } from './password-reset.ts';
import { Table } from './store/table.ts';
import type { UserRows } from './store/user-rows.ts';
import { SuspiciousAddresses } from './suspicious-addresses.ts';
import { UserStore } from './user-store.ts';

interface StoreOptions {
    rows?: UserRows;
    onChange?: (kind: StoredKind, id: string) => void;
}

/** The kinds of what a store holds beside users. */
export type StoredKind =
    | 'connection'
    | 'connection-in-deletion'
    | 'client'
    | 'client-grant'
    | 'resource-server'
    | 'role'
    | 'organization'
    | 'attachments'
    | 'attack-protection'
    | 'failed-logins'
    | 'suspicious-address'
    | 'enabled-factor'
    | 'log-event'
    | 'job'
    | 'import-file'
    | 'password-reset'
    | 'settings';

/** Everything a tenant remembers. */
export class TenantStore {
    /** The two stores of users. */
    readonly users: UserStore;
    /** By ID, in the order of their creation, as everything below. */
    readonly connections: Table<Connection>;
    /** Connections whose users are still being removed: their names are taken, and a second DELETE answers as the first did. */
    readonly connectionsInDeletion: Table<{ connection: Connection; deletedAt: number }>;
    readonly clients: Table<Client>;
    readonly clientGrants: Table<ClientGrant>;
    readonly resourceServers: Table<ResourceServer>;
    readonly roles: Table<Role>;
    readonly organizations: Table<Organization>;
    /** What users have beside their profiles. */
    readonly attachments: UserAttachments;
    readonly log: TenantLog;
    /** Wrong passwords, for brute-force protection. */
    readonly failedLogins: FailedLogins;
    /** Attempts by address, for suspicious IP throttling. */
    readonly suspiciousAddresses: SuspiciousAddresses;
    /** By name, the second factors that are on. */
    readonly enabledFactors: Table<true>;
    /** Whether what hangs on an ID stays while another connection has a user with it. */
    keepsSharedAttachments = false;
    readonly jobs: Table<Job>;
    /** The files of import jobs that are pending, by the ID of their job. */
    readonly importFiles: Table<string>;
    /** By ticket. */
    readonly passwordResets: Table<PasswordReset>;
    #settings: JsonObject = {};
    #attackProtection = DEFAULT_ATTACK_PROTECTION;
    readonly #onChange: (kind: StoredKind, id: string) => void;

    /**
     * @param options.rows - where users are kept. By default in memory, as everything else
     * @param options.onChange - is told of everything else that changes
     */
    constructor(clock: Clock, { rows, onChange }: StoreOptions = {}) {
        this.#onChange = onChange ?? (() => undefined);
        const listener = (kind: StoredKind) => (id: string) => {
            this.#onChange(kind, id);
        };
        this.users = new UserStore(clock, rows);
        this.connections = new Table(listener('connection'));
        this.connectionsInDeletion = new Table(listener('connection-in-deletion'));
        this.clients = new Table(listener('client'));
        this.clientGrants = new Table(listener('client-grant'));
        this.resourceServers = new Table(listener('resource-server'));
        this.roles = new Table(listener('role'));
        this.organizations = new Table(listener('organization'));
        this.attachments = new UserAttachments(listener('attachments'));
        this.log = new TenantLog(listener('log-event'));
        const protection = () => this.#attackProtection;
        this.failedLogins = new FailedLogins(protection, listener('failed-logins'));
        this.suspiciousAddresses = new SuspiciousAddresses(protection, listener('suspicious-address'));
        this.enabledFactors = new Table(listener('enabled-factor'));
        this.jobs = new Table(listener('job'));
        this.importFiles = new Table(listener('import-file'));
        this.passwordResets = new Table(listener('password-reset'));
        this.users.onProfileRemoved(({ userId }) => {
            if (this.keepsSharedAttachments && this.users.profilesWithId(userId).length > 0) return;
            this.attachments.forget(userId);
        });
    }

    /** What `GET /tenants/settings` shows. */
    get settings(): JsonObject {
        return this.#settings;
    }

    set settings(settings: JsonObject) {
        this.#settings = settings;
        this.#onChange('settings', '');
    }

    /** What the tenant does against attacks. */
    get attackProtection(): AttackProtection {
        return this.#attackProtection;
    }

    set attackProtection(protection: AttackProtection) {
        this.#attackProtection = protection;
        this.#onChange('attack-protection', '');
    }

    /** Forgets everything but jobs and password resets, whose own classes know what hangs on them. */
    clear(): void {
        const { users, connections, connectionsInDeletion, clients, clientGrants, failedLogins } = this;
        for (const part of [users, connections, connectionsInDeletion, clients, clientGrants, failedLogins])
            part.clear();
        this.enabledFactors.clear();
        this.suspiciousAddresses.rows.clear();
        this.attackProtection = DEFAULT_ATTACK_PROTECTION;
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
        for (const role of this.roles.values()) if (role.permissions.keep(isKnown)) this.roles.noteChange(role.id);
        for (const [userId, { permissions }] of this.attachments.all())
            if (permissions.keep(isKnown)) this.attachments.noteChange(userId);
    }
}
