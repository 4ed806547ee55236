import * as auth0 from '@pulumi/auth0';
import * as pulumi from '@pulumi/pulumi';
import type { Auth0Tenant } from './auth0-tenant.ts';

/** The scripts of a custom database whose users move into Auth0 as they log in. */
export interface ImportMode {
    /** The Login script: called for a user whom Auth0 does not have yet. */
    readonly login: pulumi.Input<string>;
    /** The Get User script: tells whether the legacy database has a user. */
    readonly getUser: pulumi.Input<string>;
    /** Values that the scripts read as `configuration`; kept as secrets. */
    readonly configuration?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** The settings of a new {@link DatabaseConnection}. */
export interface DatabaseConnectionArgs {
    readonly tenant: Auth0Tenant;
    /** Name of the connection in Auth0, at most 128 characters; it can never be changed. */
    readonly name: string;
    /** The scripts by which users move as they log in, or `false` for a database of Auth0's own without scripts. */
    readonly importMode: ImportMode | false;
    /** IDs of the clients whose users may log in through the connection; an import needs at least one. */
    readonly enabledClients: pulumi.Input<pulumi.Input<string>[]>;
    /**
     * Options of the connection beside its import mode. Auth0 replaces the options as a whole, so they all stand here.
     *
     * @default Auth0's defaults
     */
    readonly options?: Omit<
        auth0.types.input.ConnectionOptions,
        'importMode' | 'enabledDatabaseCustomization' | 'customScripts' | 'configuration'
    >;
}

/** Which connection an existing {@link DatabaseConnection} is. */
export interface ExistingDatabaseConnectionArgs {
    readonly tenant: Auth0Tenant;
    /** Name of the connection in Auth0. */
    readonly name: string;
}

/**
 * A database connection that users come from or go to, with its import mode.
 *
 * A new one is protected: deleting a connection deletes its users. To delete it all the same, set `protect: false` first.
 */
export class DatabaseConnection extends pulumi.ComponentResource {
    readonly tenant: Auth0Tenant;
    readonly connectionName: string;
    /** `con_` and 16 characters. */
    readonly connectionId: pulumi.Output<string>;

    /** Declares a new connection, its import mode and the clients that it is enabled for. */
    constructor(
        name: string,
        args: DatabaseConnectionArgs | ExistingConnection,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super('auth0-user-migration:index:DatabaseConnection', name, {}, opts);
        this.tenant = args.tenant;
        this.connectionName = args.name;
        this.connectionId =
            args instanceof ExistingConnection ? args.find(this) : createConnection(name, args, this, opts);
        this.registerOutputs({ connectionId: this.connectionId });
    }

    /**
     * Takes a connection that is there, without managing it.
     *
     * @param name - name of the component
     */
    static existing(
        name: string,
        args: ExistingDatabaseConnectionArgs,
        opts?: pulumi.ComponentResourceOptions,
    ): DatabaseConnection {
        return new DatabaseConnection(name, new ExistingConnection(args), opts);
    }
}

class ExistingConnection {
    readonly tenant: Auth0Tenant;
    readonly name: string;

    constructor({ tenant, name }: ExistingDatabaseConnectionArgs) {
        this.tenant = tenant;
        this.name = name;
    }

    find(parent: pulumi.Resource): pulumi.Output<string> {
        const found = auth0.getConnectionOutput({ name: this.name }, { provider: this.tenant.provider, parent });
        return found.apply(({ id, connectionId }) => connectionId ?? id);
    }
}

function createConnection(
    name: string,
    { tenant, name: connectionName, importMode, enabledClients, options }: DatabaseConnectionArgs,
    parent: pulumi.Resource,
    opts: pulumi.ComponentResourceOptions | undefined,
): pulumi.Output<string> {
    const scripts =
        importMode === false
            ? {}
            : {
                  enabledDatabaseCustomization: true,
                  importMode: true,
                  customScripts: { login: importMode.login, get_user: importMode.getUser },
                  ...(importMode.configuration === undefined
                      ? {}
                      : { configuration: pulumi.secret(importMode.configuration) }),
              };
    const connection = new auth0.Connection(
        `${name}-connection`,
        { name: connectionName, strategy: 'auth0', options: { ...options, ...scripts } },
        { parent, provider: tenant.provider, protect: opts?.protect ?? true },
    );
    const clients = new auth0.ConnectionClients(
        `${name}-clients`,
        { connectionId: connection.id, enabledClients },
        { parent, provider: tenant.provider },
    );
    // Whoever waits for the connection waits for its clients too: Auth0 takes no import for a connection without one.
    return pulumi.all([connection.id, clients.id]).apply(([id]) => id);
}
