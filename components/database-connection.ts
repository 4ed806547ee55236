import * as auth0 from '@pulumi/auth0';
import * as pulumi from '@pulumi/pulumi';
import type { Auth0Tenant } from './auth0-tenant.ts';
import { observe, refuseBadScripts, refuseLosses, showNotes } from './connection-checks.ts';
import { abandonedNames, scriptsOf } from './connection-guard.ts';
import { connectionOptions } from './connection-options.ts';
import type {
    AdoptedDatabaseConnectionArgs,
    DatabaseConnectionArgs,
    ExistingDatabaseConnectionArgs,
    ImportMode,
    SwitchedClients,
} from './database-connection-args.ts';
import type { ImportModeParts, ImportModeSettings } from './import-mode/import-mode-settings.ts';
import { refuseUnmoved } from './import-mode/moved-count.ts';
import { ownGhostNotes } from './import-mode/script-arguments.ts';

/**
 * A database connection that users come from or go to, with everything that belongs to it: options, import mode, clients, organizations.
 *
 * A new one is protected: deleting a connection deletes its users. To delete it all the same, set `protect: false` first.
 */
export class DatabaseConnection extends pulumi.ComponentResource {
    readonly tenant: Auth0Tenant;
    readonly connectionName: string;
    /** `con_` and 16 characters. */
    readonly connectionId: pulumi.Output<string>;
    /** The clients that a migration switches; undefined where there are none. */
    readonly switchedClients: SwitchedClients | undefined;
    private readonly clientOptions: pulumi.CustomResourceOptions;
    private readonly componentName: string;

    /**
     * Declares a new connection, its import mode and the clients that it is enabled for.
     *
     * @throws {pulumi.RunError} when its scripts have errors
     */
    constructor(
        name: string,
        args: DatabaseConnectionArgs | ExistingConnection,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super('auth0-user-migration:index:DatabaseConnection', name, {}, opts);
        this.tenant = args.tenant;
        this.connectionName = args.name;
        this.componentName = name;
        this.switchedClients = switchedClientsOf(args.enabledClients);
        this.clientOptions = clientOptions(args, this, opts);
        this.connectionId =
            args instanceof ExistingConnection ? args.find(this) : createConnection(name, args, this, opts);
        this.registerOutputs({ connectionId: this.connectionId });
    }

    /**
     * Declares which clients are enabled, in place of the connection itself; the migration that switches them calls it.
     *
     * @param ids - in the phase that is declared
     * @param dependsOn - what comes first, in that phase
     */
    declareClients(
        ids: pulumi.Input<pulumi.Input<string>[]>,
        dependsOn: pulumi.Input<pulumi.Input<pulumi.Resource>[]>,
    ): pulumi.Resource {
        return new auth0.ConnectionClients(
            `${this.componentName}-clients`,
            { connectionId: this.connectionId, enabledClients: ids },
            { ...this.clientOptions, dependsOn },
        );
    }

    /**
     * Takes a connection that is there, without managing it: it is read, and never written but for its `enabledClients` where they are declared.
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

    /**
     * Takes a connection over that somebody else has made: it is managed from then on. What the program declares has to be what is there.
     *
     * @param name - name of the component
     */
    static adopt(
        name: string,
        args: AdoptedDatabaseConnectionArgs,
        opts?: pulumi.ComponentResourceOptions,
    ): DatabaseConnection {
        return new DatabaseConnection(name, args, opts);
    }
}

class ExistingConnection {
    readonly tenant: Auth0Tenant;
    readonly name: string;
    readonly enabledClients: SwitchedClients | undefined;

    constructor({ tenant, name, enabledClients }: ExistingDatabaseConnectionArgs) {
        this.tenant = tenant;
        this.name = name;
        this.enabledClients = enabledClients;
    }

    find(parent: pulumi.Resource): pulumi.Output<string> {
        const found = auth0.getConnectionOutput({ name: this.name }, { provider: this.tenant.provider, parent });
        return found.apply(({ id, connectionId }) => connectionId ?? id);
    }
}

function createConnection(
    name: string,
    args: DatabaseConnectionArgs & Partial<AdoptedDatabaseConnectionArgs>,
    parent: DatabaseConnection,
    opts: pulumi.ComponentResourceOptions | undefined,
): pulumi.Output<string> {
    const { tenant, name: connectionName, id: adoptedId, organizations = [] } = args;
    const importMode = importModeOf(args.importMode);
    const database = databaseOf(name, args, importMode, parent);
    // Texts of scripts alone are as they always were.
    const hasSettings = args.importMode !== false && 'declare' in args.importMode;
    const plain = { ...connectionOptions(args), ...args.options };
    const { configuration } = database;
    const observed = observe(tenant, connectionName, importMode, parent);
    // Everything that is sent waits for this, so that nothing is sent of what is refused.
    const checked = pulumi
        .all([database.scripts, database.configurationNames, observed])
        .apply(async ([scripts, known, seen]) => {
            refuseBadScripts(scripts, connectionName, parent);
            const abandoned = abandonedNames(seen, known);
            // What scripts a connection had makes no difference once the migration is over.
            const scriptNames = Object.keys(importMode?.kind === 'finished' ? scriptsOf(seen) : scripts);
            const declared = { ...database, scriptNames, configurationNames: [...known, ...abandoned] };
            if (seen !== undefined) refuseLosses(args, plain, declared, seen);
            await refuseUnmoved(importMode, parent, seen);
            const own = importMode?.kind === 'scripts' ? ownGhostNotes(scripts) : [];
            await showNotes(importMode, [...database.notes, ...own], seen, parent);
            return { scripts, abandoned };
        });
    const own = {
        enabledDatabaseCustomization: true,
        importMode: database.isImportMode,
        customScripts: checked.apply(({ scripts }) => scripts),
        ...(configuration === undefined && !hasSettings ? {} : { configuration: valuesOf(configuration, checked) }),
    };
    const protect = opts?.protect ?? true;
    const adopted = adoptedId === undefined ? {} : { import: adoptedId };
    const { enabledClients } = args;
    const connection = new auth0.Connection(
        `${name}-connection`,
        {
            name: checked.apply(() => connectionName),
            strategy: 'auth0',
            ...(args.displayName === undefined ? {} : { displayName: args.displayName }),
            ...(args.realms === undefined ? {} : { realms: args.realms }),
            ...(args.metadata === undefined ? {} : { metadata: args.metadata }),
            options: { ...plain, ...(database.isCustomDatabase ? own : {}) },
        },
        { parent, provider: tenant.provider, protect, ...adopted },
    );
    // Those that a migration switches come before its run in one phase, and after it in another.
    const clients = isSwitched(enabledClients)
        ? []
        : [
              new auth0.ConnectionClients(
                  `${name}-clients`,
                  { connectionId: connection.id, enabledClients },
                  clientOptions(args, parent, opts),
              ),
          ];
    const memberships = organizations.map(
        ({ organizationId, ...settings }, index) =>
            new auth0.OrganizationConnection(
                `${name}-organization-${index + 1}`,
                { organizationId, connectionId: connection.id, ...settings },
                { parent, provider: tenant.provider },
            ),
    );
    // Whoever waits for the connection waits for its clients too: Auth0 takes no import for a connection without one.
    const rest = pulumi.all([...clients, ...memberships].map((resource) => resource.id));
    return pulumi.all([connection.id, rest]).apply(([id]) => id);
}

function isSwitched(clients: DatabaseConnectionArgs['enabledClients'] | undefined): clients is SwitchedClients {
    const isList = Array.isArray(clients) || pulumi.Output.isInstance(clients) || clients instanceof Promise;
    return clients !== undefined && !isList;
}

function switchedClientsOf(clients: DatabaseConnectionArgs['enabledClients'] | undefined): SwitchedClients | undefined {
    return isSwitched(clients) ? clients : undefined;
}

function clientOptions(
    args: DatabaseConnectionArgs | AdoptedDatabaseConnectionArgs | ExistingConnection,
    parent: pulumi.Resource,
    opts: pulumi.ComponentResourceOptions | undefined,
): pulumi.CustomResourceOptions {
    const { provider } = args.tenant;
    // Somebody else's logins must outlive the stack.
    if (args instanceof ExistingConnection) return { parent, provider, retainOnDelete: true };
    const adopted = 'id' in args ? { import: args.id } : {};
    return { parent, provider, protect: opts?.protect ?? true, ...adopted };
}

// What earlier settings have left cannot be taken away, for Auth0's plugin refuses that; it can be made worthless.
function valuesOf(
    configuration: ImportModeParts['configuration'],
    checked: pulumi.Output<{ readonly abandoned: readonly string[] }>,
): pulumi.Output<Record<string, string>> {
    const values = pulumi.all([configuration ?? {}, checked]).apply(([declared, { abandoned }]) => ({
        ...declared,
        ...Object.fromEntries(abandoned.map((key) => [key, 'unused'])),
    }));
    return pulumi.secret(values);
}

interface Database extends ImportModeParts {
    readonly configurationNames: pulumi.Input<string[]>;
    readonly isCustomDatabase: boolean;
    readonly isImportMode: boolean;
}

function databaseOf(
    name: string,
    { tenant, name: connectionName, customScripts, configuration }: DatabaseConnectionArgs,
    importMode: ImportModeSettings | undefined,
    parent: pulumi.Resource,
): Database {
    if (importMode !== undefined) {
        const parts = importMode.declare({ name, connectionName, tenant, parent });
        return { ...parts, ...secretsOf(parts.configuration), isCustomDatabase: true, isImportMode: true };
    }
    return {
        scripts: customScripts ?? {},
        ...secretsOf(configuration),
        notes: [],
        isCustomDatabase: customScripts !== undefined,
        isImportMode: false,
    };
}

// The names are no secret: as one, they would make a secret of everything beside them. Where they stand in the program, a preview knows them,
// whatever is not known of the values yet.
function secretsOf(
    configuration: ImportModeParts['configuration'],
): Pick<Database, 'configuration' | 'configurationNames'> {
    if (configuration === undefined) return { configuration, configurationNames: [] };
    const isPlain = !pulumi.Output.isInstance(configuration) && !(configuration instanceof Promise);
    const names = isPlain
        ? Object.keys(configuration)
        : pulumi.unsecret(pulumi.output(configuration).apply((values) => Object.keys(values)));
    return { configuration: pulumi.secret(configuration), configurationNames: names };
}

function importModeOf(importMode: DatabaseConnectionArgs['importMode']): ImportModeSettings | undefined {
    if (importMode === false) return undefined;
    if ('declare' in importMode) return importMode;
    const { login, getUser, configuration }: ImportMode = importMode;
    return {
        kind: 'scripts',
        declare: () => ({
            scripts: pulumi.all([login, getUser]).apply(([first, second]) => ({ login: first, get_user: second })),
            configuration,
            notes: [],
        }),
    };
}
