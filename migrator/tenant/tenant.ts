import type { UserRecord } from '../records/user-record.ts';
import type { TenantAssignments } from './assignments.ts';
import type { ConnectionRules } from './connection-rules.ts';
import type { TenantConnections } from './connections.ts';
import type { TenantJobs } from './jobs.ts';
import type { RateGroup } from './rate-group.ts';

/** A database connection, as far as a migration looks at it. */
export interface Connection {
    /** `con_` and 16 characters. */
    readonly id: string;
    readonly name: string;
    /** `auth0` for every database connection, with or without custom scripts. */
    readonly strategy: string;
    /** Whether the users lie in a database of the customer's own (`enabledDatabaseCustomization`). */
    readonly isCustomDatabase: boolean;
    /** `import_mode`: users of a custom database move into Auth0 as they log in. */
    readonly isImportMode: boolean;
    /** Undefined where the token may not see a connection's options, and so neither its scripts nor its import mode. */
    readonly rules?: ConnectionRules;
}

/** The scripts of a custom database connection. */
export interface DatabaseScripts {
    /** Whether Auth0 shows them: without `read:connections_options` a connection comes without its options. */
    readonly areReadable: boolean;
    readonly isCustomDatabase: boolean;
    readonly isImportMode: boolean;
    /** Whether scripts get the connection's name and ID as an argument more. */
    readonly hasScriptContext: boolean;
    /** JavaScript by Auth0's names: `login`, `get_user`, `create`, `verify`, `change_password`, `delete`, ... */
    readonly scripts: Readonly<Record<string, string>>;
}

/**
 * The port to one Auth0 tenant: one method for each call that a migration makes.
 *
 * An implementation is dumb. It makes the one call, translates names, and throws a `MigrationError` whose `retryable` says
 * whether Auth0 refused for the moment; it never repeats, waits, batches or decides. Run `tenantContract` of
 * `test/contract/` over it.
 *
 * Every method throws `TENANT_UNREACHABLE` (retryable), `TENANT_UNAUTHORIZED`, `MISSING_SCOPES` or `REQUEST_REFUSED`.
 */
export interface Tenant {
    /** Host and, if it is not 443, port. */
    readonly domain: string;
    /** Gives the scopes of the token that the credentials bring. */
    grantedScopes(): Promise<readonly string[]>;
    /** Finds a connection by its exact name; undefined if there is none. */
    findConnection(name: string): Promise<Connection | undefined>;
    /** What users have beside their profiles. */
    readonly assignments: TenantAssignments;
    /** What a cut-over and a decommissioning change on connections. */
    readonly connections: TenantConnections;
    /** Exports and imports. */
    readonly jobs: TenantJobs;
    /** Gives how many calls of each kind the tenant takes at once, as far as its answers have said. */
    rateLimits(): Readonly<Partial<Record<RateGroup, number>>>;
    /** Tells whether users of at least one client may log in through a connection. */
    isEnabledForAnyClient(connectionId: string): Promise<boolean>;
    /** Names the second factors that are on, in Auth0's words: `otp`, `sms`, `email`, ... */
    enabledFactors(): Promise<readonly string[]>;
    /**
     * Counts the users of a connection, or of the tenant where none is named, by search, which lags behind by seconds. In a connection
     * a user linked to another one counts too.
     */
    countUsers(connectionName?: string): Promise<number>;
    /** Counts those of them that have linked identities, in either direction, by search. */
    countLinkedUsers(connectionName: string): Promise<number>;
    /**
     * Lists the IDs and identities of the same users, 100 a page; search shows 1,000 at most.
     *
     * @param page - from 0
     */
    listLinkedUsers(connectionName: string, page: number): Promise<readonly UserRecord[]>;
    /** Counts the users of the tenant, in all its connections, that have a full `user_id`; by search, which lags behind by seconds. */
    countUsersOfId(userId: string): Promise<number>;
    /** Finds the profiles of an e-mail address in all connections; immediately consistent. */
    findUsersByEmail(email: string): Promise<readonly UserRecord[]>;
    /** Finds the profile of a full `user_id`, prefix included; immediately consistent. */
    findUserById(userId: string): Promise<UserRecord | undefined>;
    /** Finds up to ten profiles of a connection by the exact value of a field; by search, which lags behind by seconds. */
    searchUsers(
        connectionName: string,
        field: 'username' | 'phone_number' | 'identities.user_id' | 'identities.profileData.email',
        value: string,
    ): Promise<readonly UserRecord[]>;
    /** Gives the types of the tenant log's last events of an address, such as `scp`; the log of a tenant goes back some days. */
    listLogTypes(address: string): Promise<readonly string[]>;
    /** Reads how a connection's own database is joined to Auth0. */
    readDatabaseScripts(connectionId: string): Promise<DatabaseScripts>;
    /**
     * Changes a user by its full `user_id`: root fields replace, metadata merges at its first level.
     *
     * @returns the whole profile; undefined where there is no such user
     */
    updateUser(userId: string, body: UserRecord): Promise<UserRecord | undefined>;
    /**
     * Links a user of a database connection to another user, whose secondary identity it becomes.
     *
     * @param userId - full ID of the user that stays
     * @param secondaryUserId - full ID of the one that becomes a part of it, and whose metadata is lost
     */
    linkUsers(userId: string, connectionId: string, secondaryUserId: string): Promise<void>;
    /**
     * Makes a linked user of a database connection a user of its own again.
     *
     * @param userId - full ID of the user to whom it is linked
     * @param secondaryUserId - the full ID that it had, and gets again
     */
    unlinkUser(userId: string, secondaryUserId: string): Promise<void>;
    /**
     * Gives the time of the newest change of a connection's users, in ISO 8601; undefined where it has none. By search, which lags
     * behind by seconds; a login is a change too.
     */
    newestChange(connectionName: string): Promise<string | undefined>;
    /**
     * Deletes all second factors that are enrolled under a full `user_id`, of whichever connection; succeeds where there are none, or no such user.
     *
     * @see https://auth0.com/docs/api/management/v2/users/delete-authenticators (read 2026-11-26)
     */
    deleteAuthenticators(userId: string): Promise<void>;
    /** Deletes the profile of a full `user_id`; succeeds where there is none. */
    deleteUser(userId: string): Promise<void>;
    /** Deletes a connection's user by e-mail address, also one without a profile; succeeds where there is none. */
    deleteConnectionUser(connectionId: string, email: string): Promise<void>;
    /**
     * Makes the link by which a user of a database connection sets a new password; nobody is mailed.
     *
     * By address through the connection: an ID may be that of another connection's user, too.
     */
    createPasswordTicket(connectionId: string, email: string): Promise<string>;
}
