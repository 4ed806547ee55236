import * as auth0 from '@pulumi/auth0';
import * as pulumi from '@pulumi/pulumi';
import type { Auth0Tenant } from './auth0-tenant.ts';
import { observe, refuseBadScripts, refuseLosses, refuseOtherStrategy, showNotes } from './connection-checks.ts';
import { abandonedNames, scriptsOf, wireNameOf } from './connection-guard.ts';
import { connectionOptions, lastingDefaults } from './connection-options.ts';
import type { AdoptedDatabaseConnectionArgs, DatabaseConnectionArgs, ImportMode } from './database-connection-args.ts';
import { type ClientList, refuseDroppedClients } from './dropped-clients.ts';
import { handedDown } from './handed-down.ts';
import type { ImportModeParts, ImportModeSettings } from './import-mode/import-mode-settings.ts';
import { refuseUnmoved } from './import-mode/moved-count.ts';
import { ownGhostNotes } from './import-mode/script-arguments.ts';
import { isSwitched } from './is-switched.ts';
import { knownConnection } from './known-connection.ts';

/**
 * Declares a connection with its clients and organizations, after a look at what is there.
 *
 * @param name - name of the component
 * @param clientOptions - options of the resource that enables clients
 * @param withOwnClients - adds the clients that import mode has made; called once the program has declared what it has
 * @returns the ID, known once clients and organizations are enabled too: Auth0 accepts no import for a connection without a client
 */
export function declareConnection(
    name: string,
    args: DatabaseConnectionArgs & Partial<AdoptedDatabaseConnectionArgs>,
    opts: pulumi.ComponentResourceOptions & { readonly protect: boolean },
    parent: pulumi.Resource,
    clientOptions: pulumi.CustomResourceOptions,
    withOwnClients: (ids: ClientList) => pulumi.Output<string[]>,
): pulumi.Output<string> {
    const { tenant, id: adoptedId, organizations = [], enabledClients, dropOptions = [] } = args;
    const connectionName = pulumi.output(args.name);
    const importMode = importModeOf(args.importMode);
    const database = databaseOf(name, args, importMode, parent);
    // Texts of scripts alone are as they always were.
    const hasSettings = args.importMode !== false && 'declare' in args.importMode;
    const plain = { ...connectionOptions(args), ...args.options };
    const { configuration, isCustomDatabase, isImportMode } = database;
    const target = knownConnection({ tenant, connectionName });
    const taken = { tenant, connectionName, enabledClients, dropClients: args.dropClients };
    const between = pulumi.all([
        target,
        importMode?.source === undefined ? undefined : knownConnection(importMode.source),
        target.apply((known) => observe(known, importMode, parent)),
        adoptedId === undefined ? undefined : enabledNow(adoptedId, tenant, parent),
    ]);
    // Everything that is sent waits for this, so that nothing is sent of what is refused.
    const checked = pulumi
        .all([database.scripts, database.configurationNames, database.notes, between, hasContextOf(args)])
        .apply(async ([scripts, known, notes, [into, source, seen, enabled], hasContext]) => {
            if (seen !== undefined) refuseOtherStrategy(seen.strategy, into.connectionName, tenant);
            if (enabled !== undefined) await refuseDroppedClients(taken, enabled);
            const moved = { source, target: into };
            refuseBadScripts(scripts, hasContext, into.connectionName, parent);
            const abandoned = abandonedNames(seen, known);
            // What scripts a connection had makes no difference once the migration is over.
            const scriptNames = Object.keys(importMode?.kind === 'finished' ? scriptsOf(seen) : scripts);
            const configurationNames = [...known, ...abandoned];
            if (seen !== undefined) {
                // What a custom database has beside them is looked at by itself.
                const own = isCustomDatabase ? { enabledDatabaseCustomization: true, importMode: isImportMode } : {};
                const options = { ...plain, ...own };
                const kind = { isCustomDatabase, isImportMode, scriptNames };
                const declared = { name: into.connectionName, options, configurationNames, dropOptions };
                refuseLosses({ ...declared, ...kind }, seen);
            }
            await refuseUnmoved(importMode, moved, seen);
            const own = importMode?.kind === 'scripts' ? ownGhostNotes(scripts) : [];
            await showNotes(importMode, [...notes, ...own], moved, seen, parent);
            return { scripts, abandoned, name: into.connectionName, present: Object.keys(seen?.options ?? {}) };
        });
    // An adopted connection may be without a default, and is declared as it is.
    const defaults = Object.fromEntries(
        Object.entries(lastingDefaults(plain) as Readonly<Record<string, unknown>>).map(([option, value]) => [
            option,
            adoptedId === undefined
                ? value
                : checked.apply(({ present }) => (present.includes(wireNameOf(option)) ? value : undefined)),
        ]),
    );
    const own = {
        ...(isCustomDatabase
            ? {
                  enabledDatabaseCustomization: true,
                  importMode: isImportMode,
                  customScripts: checked.apply(({ scripts }) => scripts),
              }
            : {}),
        ...(configuration === undefined && !hasSettings ? {} : { configuration: valuesOf(configuration, checked) }),
    };
    const connection = new auth0.Connection(
        `${name}-connection`,
        {
            name: checked.apply(({ name: known }) => known),
            strategy: 'auth0',
            ...(args.displayName === undefined ? {} : { displayName: args.displayName }),
            ...(args.realms === undefined ? {} : { realms: args.realms }),
            ...(args.metadata === undefined ? {} : { metadata: args.metadata }),
            options: { ...defaults, ...plain, ...own },
        },
        {
            ...handedDown(opts),
            ...{ parent, provider: tenant.provider, protect: opts.protect },
            ...(adoptedId === undefined ? {} : { import: adoptedId }),
        },
    );
    // Those that a migration switches come before its run in one phase, and after it in another.
    const clients = isSwitched(enabledClients)
        ? []
        : [
              new auth0.ConnectionClients(
                  `${name}-clients`,
                  {
                      connectionId: connection.id,
                      enabledClients: checked.apply(() => withOwnClients(enabledClients)),
                  },
                  clientOptions,
              ),
          ];
    const memberships = organizations.map(
        ({ organizationId, isEnabledAlready = false, ...settings }, index) =>
            new auth0.OrganizationConnection(
                `${name}-organization-${index + 1}`,
                { organizationId, connectionId: connection.id, ...settings },
                {
                    ...{ parent, provider: tenant.provider, protect: opts.protect },
                    ...(isEnabledAlready ? { import: membershipId(organizationId, adoptedId) } : {}),
                },
            ),
    );
    const rest = pulumi.all([...clients, ...memberships].map((resource) => resource.id));
    return pulumi.all([connection.id, rest]).apply(([id]) => id);
}

// A connection that cannot be found is the import's to complain of.
async function enabledNow(
    connectionId: string,
    { provider }: Auth0Tenant,
    parent: pulumi.Resource,
): Promise<string[] | undefined> {
    const found = await auth0.getConnection({ connectionId }, { provider, parent }).catch(() => undefined);
    return found?.enabledClients;
}

// Pulumi has to know it before anything is read.
function membershipId(organizationId: pulumi.Input<string>, connectionId: string | undefined): string {
    if (typeof organizationId === 'string' && connectionId !== undefined) return `${organizationId}::${connectionId}`;
    throw new pulumi.InputPropertyError({
        propertyPath: 'organizations',
        reason: 'Expected `isEnabledAlready` with an `organizationId` that is a plain text, in `DatabaseConnection.adopt`.',
    });
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

function hasContextOf({ options, enableScriptContext }: DatabaseConnectionArgs): pulumi.Output<boolean> {
    return pulumi.output(options?.enableScriptContext ?? enableScriptContext).apply((isOn) => isOn === true);
}

interface Database extends ImportModeParts {
    readonly configurationNames: pulumi.Input<string[]>;
    readonly isCustomDatabase: boolean;
    readonly isImportMode: boolean;
}

function databaseOf(
    name: string,
    args: DatabaseConnectionArgs,
    importMode: ImportModeSettings | undefined,
    parent: pulumi.Resource,
): Database {
    const { tenant, customScripts } = args;
    const isCustomDatabase = importMode !== undefined || customScripts !== undefined;
    refuseRawDatabase(args.options, isCustomDatabase);
    // By Pulumi's type, an output may come to nothing; spread, that is no value.
    const raw = args.options?.configuration as ImportModeParts['configuration'];
    const parts = importMode?.declare({
        ...{ name, connectionName: pulumi.output(args.name), tenant, parent },
        hasScriptContext: hasContextOf(args),
    }) ?? { scripts: customScripts ?? {}, configuration: undefined, notes: [] };
    return {
        ...parts,
        // What earlier scripts have read stays in Auth0, and has to be declared whatever the scripts are now.
        ...secretsOf(merged(merged(args.configuration, parts.configuration), raw)),
        isCustomDatabase,
        isImportMode: importMode !== undefined,
    };
}

// These have arguments that check them and that other options depend on. Scripts that a database of Auth0's own has left over are the exception.
function refuseRawDatabase(options: DatabaseConnectionArgs['options'], isCustomDatabase: boolean): void {
    const raw = (['importMode', 'enabledDatabaseCustomization', 'customScripts'] as const).find((option) => {
        const value = options?.[option];
        return value !== undefined && (isCustomDatabase || (option !== 'customScripts' && value !== false));
    });
    if (raw === undefined) return;
    throw new pulumi.InputPropertyError({
        propertyPath: `options.${raw}`,
        reason: `Expected \`options\` without \`${raw}\`. Scripts are declared by the argument \`importMode\`, or by \`customScripts\` for a database that is asked each time.`,
    });
}

function merged(
    given: ImportModeParts['configuration'],
    own: ImportModeParts['configuration'],
): ImportModeParts['configuration'] {
    if (given === undefined || own === undefined) return given ?? own;
    if (isPlain(given) && isPlain(own)) return { ...given, ...own };
    return pulumi.all([given, own]).apply(([first, second]) => ({ ...first, ...second }));
}

function isPlain<Value extends object>(value: pulumi.Input<Value>): value is Value {
    return !pulumi.Output.isInstance(value) && !(value instanceof Promise);
}

// The names are no secret: as one, they would make a secret of everything beside them. Where they stand in the program, a preview knows them,
// whatever is not known of the values yet.
function secretsOf(
    configuration: ImportModeParts['configuration'],
): Pick<Database, 'configuration' | 'configurationNames'> {
    if (configuration === undefined) return { configuration, configurationNames: [] };
    const names = isPlain(configuration)
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
