import * as auth0 from '@pulumi/auth0';
import * as pulumi from '@pulumi/pulumi';
import type { Auth0Tenant } from './auth0-tenant.ts';
import type {
    AdoptedDatabaseConnectionArgs,
    DatabaseConnectionArgs,
    ExistingDatabaseConnectionArgs,
    SwitchedClients,
} from './database-connection-args.ts';
import { declareConnection } from './declare-connection.ts';
import { type ClientList, refuseDroppedClients, type TakenClients } from './dropped-clients.ts';
import { type FoundConnection, findExistingConnection } from './existing-connection.ts';
import { ifKnown } from './if-known.ts';
import { isSwitched } from './is-switched.ts';

/**
 * A database connection that users come from or go to, with everything that belongs to it: options, import mode, clients, organizations.
 *
 * A new one is protected: deleting a connection deletes its users. To delete it all the same, set `protect: false` first.
 */
export class DatabaseConnection extends pulumi.ComponentResource {
    /** The tenant that has the connection. */
    readonly tenant: Auth0Tenant;
    /** Name of the connection in Auth0. */
    readonly connectionName: pulumi.Output<string>;
    /** `con_` and 16 characters. */
    readonly connectionId: pulumi.Output<string>;
    /** Name of the component, as the program and the tree show it. */
    readonly componentName: string;
    /** The clients that a migration switches; undefined where there are none. */
    readonly switchedClients: SwitchedClients | undefined;
    private readonly clientOptions: pulumi.CustomResourceOptions;
    // Made by import mode for itself. They belong on every list of the clients of this connection, or its next change disables them.
    private readonly ownClients: pulumi.Output<string>[] = [];
    // Undefined where clients are created, or imported with the connection.
    private readonly existing: ExistingClients | undefined;

    /**
     * Declares a new connection, its import mode and the clients that it is enabled for.
     *
     * @param name - name of the component
     * @param args - the connection, as it should be
     * @param opts - options of the component
     * @throws {Refusal} when its scripts have errors
     */
    constructor(
        name: string,
        args: DatabaseConnectionArgs | ExistingConnection,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super('auth0-user-migration:index:DatabaseConnection', name, {}, opts);
        this.componentName = name;
        if (args instanceof ExistingConnection) {
            const { tenant, enabledClients, dropClients } = args.args;
            this.tenant = tenant;
            this.switchedClients = enabledClients;
            // The logins of a connection that this stack did not make must outlive the stack.
            this.clientOptions = { parent: this, provider: tenant.provider, retainOnDelete: true };
            const found = findExistingConnection(name, args.args, this);
            this.connectionName = found.connectionName;
            this.connectionId = found.connectionId;
            this.existing = enabledClients && { inUse: found.inUse, tenant, enabledClients, dropClients };
        } else {
            const { tenant, enabledClients } = args;
            this.tenant = tenant;
            this.connectionName = pulumi.output(args.name);
            this.switchedClients = isSwitched(enabledClients) ? enabledClients : undefined;
            const adopted = 'id' in args ? { import: (args as AdoptedDatabaseConnectionArgs).id } : {};
            // All logins go through these clients, so they are protected as the connection is.
            const protect = opts?.protect ?? true;
            this.clientOptions = { parent: this, provider: tenant.provider, protect, ...adopted };
            this.existing = undefined;
            const withOwn = (ids: ClientList) => this.withOwnClients(ids);
            this.connectionId = declareConnection(name, args, { ...opts, protect }, this, this.clientOptions, withOwn);
        }
        // Node warns of a promise that is rejected before anything waits for it, which is where the exports of a program end up.
        for (const output of [this.connectionName, this.connectionId]) output.apply(() => undefined);
        // A connection that is not there fails in the resource that reads it, in one sentence.
        this.registerOutputs(args instanceof ExistingConnection ? {} : { connectionId: this.connectionId });
    }

    /**
     * Declares which clients are enabled, in place of the connection itself; the migration that switches them calls it.
     *
     * @param ids - in the phase that is declared
     * @param dependsOn - what comes first, in that phase
     */
    declareClients(
        ids: ClientList,
        dependsOn: pulumi.Input<pulumi.Input<pulumi.Resource>[]>,
    ): pulumi.Output<pulumi.Resource> {
        const enabledClients = this.withOwnClients(ids);
        return pulumi
            .output(this.importedClients())
            .apply(
                (id): pulumi.Resource =>
                    new auth0.ConnectionClients(
                        `${this.componentName}-clients`,
                        { connectionId: this.connectionId, enabledClients },
                        { ...this.clientOptions, dependsOn, ...(id === undefined ? {} : { import: id }) },
                    ),
            );
    }

    /**
     * Adds a client that is to stay enabled for the connection, whatever else is declared; import mode adds those that it makes.
     *
     * @param clientId - of a client that is enabled by a resource of its own
     */
    addClient(clientId: pulumi.Output<string>): void {
        this.ownClients.push(clientId);
    }

    private withOwnClients(ids: ClientList): pulumi.Output<string[]> {
        return pulumi.all([ids, pulumi.all(this.ownClients)]).apply((lists) => [...new Set(lists.flat())]);
    }

    // Auth0's plugin refuses to enable clients for a connection that has some: they have to be imported.
    private async importedClients(): Promise<string | undefined> {
        if (this.existing === undefined) return undefined;
        const known = await ifKnown(this.existing.inUse);
        if (known === undefined) {
            // Left out of a preview, the clients would look as if they were deleted.
            await pulumi.log.info(
                `The connection of ${this.componentName} is not known yet, so this preview cannot look for its clients. If some are enabled, \`up\` imports ` +
                    'them instead of creating them, and refuses to disable those that the program does not list.',
                this,
            );
        }
        if (known?.value === undefined) return undefined;
        const { connectionName } = this;
        await refuseDroppedClients({ ...this.existing, connectionName }, known.value.enabledClients);
        return known.value.id;
    }

    /**
     * Takes a connection that is there, without managing it: it is read, and never written but for its `enabledClients` where they are declared.
     *
     * @param name - name of the component
     * @param args - which connection it is
     * @param opts - options of the component
     */
    static existing(
        name: string,
        args: ExistingDatabaseConnectionArgs,
        opts?: pulumi.ComponentResourceOptions,
    ): DatabaseConnection {
        return new DatabaseConnection(name, new ExistingConnection(args), opts);
    }

    /**
     * Takes over a connection that was made elsewhere: it is managed from then on. Where it differs from what the program
     * declares, the same `up` changes it; the preview shows that as an update. Clients that are enabled and not listed are refused.
     *
     * @param name - name of the component
     * @param args - the connection, as it is, with its ID
     * @param opts - options of the component
     */
    static adopt(
        name: string,
        args: AdoptedDatabaseConnectionArgs,
        opts?: pulumi.ComponentResourceOptions,
    ): DatabaseConnection {
        return new DatabaseConnection(name, args, opts);
    }
}

type ExistingClients = Omit<TakenClients, 'connectionName'> & Pick<FoundConnection, 'inUse'>;

/** Tells the arguments of a connection that is there from those of a new one. */
class ExistingConnection {
    readonly args: ExistingDatabaseConnectionArgs;

    constructor(args: ExistingDatabaseConnectionArgs) {
        this.args = args;
    }
}
