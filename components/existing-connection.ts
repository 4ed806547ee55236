import * as auth0 from '@pulumi/auth0';
import * as pulumi from '@pulumi/pulumi';
import type { Auth0Tenant } from './auth0-tenant.ts';
import { refuseOtherStrategy } from './connection-checks.ts';
import type { ExistingDatabaseConnectionArgs } from './database-connection-args.ts';
import { Refusal, refusalText } from './refusal.ts';

/** A connection that is there, by its name and ID. */
export interface FoundConnection {
    readonly connectionName: pulumi.Output<string>;
    readonly connectionId: pulumi.Output<string>;
    /** The clients that are enabled for it already; undefined where none are, and where that is not known. */
    readonly inUse: pulumi.Output<ConnectionInUse | undefined>;
}

/** A connection for which clients are enabled. */
export interface ConnectionInUse {
    readonly id: string;
    readonly enabledClients: readonly string[];
}

/**
 * Finds the connection that the arguments name, and shows it in the tree as a resource that is read.
 *
 * @param name - name of the component
 * @throws {pulumi.InputPropertyError} when the arguments name none or two
 */
export function findExistingConnection(
    name: string,
    { tenant, name: connectionName, connection }: ExistingDatabaseConnectionArgs,
    parent: pulumi.Resource,
): FoundConnection {
    if ((connectionName === undefined) === (connection === undefined)) {
        throw new pulumi.InputPropertyError({
            propertyPath: 'name',
            reason: `Expected \`name\` or \`connection\`, got ${connection === undefined ? 'neither' : 'both'}.`,
        });
    }
    if (isResource(connection)) {
        // It is in the tree already. A preview cannot inspect a connection that is still to be made, so its name is not known before its ID is.
        const { id } = connection;
        return {
            connectionName: pulumi.all([connection.name, id]).apply(([known]) => known),
            connectionId: id,
            // Found by its name, which a preview knows before the connection is made.
            inUse: connection.name.apply((known) => find(known, tenant, parent).then(inUseOf, () => undefined)),
        };
    }
    const result = (
        connection === undefined
            ? pulumi.output(connectionName ?? '').apply((known) => lookUp(known, tenant, parent))
            : pulumi.output(connection)
    ).apply((found) => {
        refuseOther(found, tenant);
        return found;
    });
    const found = {
        connectionName: connectionName === undefined ? result.apply(nameOf) : pulumi.output(connectionName),
        connectionId: result.apply(idOf),
        inUse: result.apply(inUseOf),
    };
    auth0.Connection.get(
        `${name}-connection`,
        found.connectionId,
        {},
        // Scripts are among the options, and passwords may be in the scripts.
        { parent, provider: tenant.provider, additionalSecretOutputs: ['options'] },
    );
    return found;
}

// Neither is known while the provider's own settings are not.
function refuseOther({ strategy = 'auth0', name = '' }: Partial<auth0.GetConnectionResult>, tenant: Auth0Tenant): void {
    refuseOtherStrategy(strategy, name, tenant);
}

function isResource(connection: ExistingDatabaseConnectionArgs['connection']): connection is auth0.Connection {
    return auth0.Connection.isInstance(connection);
}

async function lookUp(name: string, tenant: Auth0Tenant, parent: pulumi.Resource): Promise<auth0.GetConnectionResult> {
    try {
        return await find(name, tenant, parent);
    } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        const sentence = /no connection found|not found/i.test(why)
            ? refusalText(
                  'CONNECTION_NOT_FOUND',
                  `The tenant ${tenant.tenantName} has no connection with the name \`${name}\`. Expected the name of a database connection, as the dashboard ` +
                      'shows it under Authentication > Database. If a decommissioning has deleted it, remove the migration and the source from your program.',
              )
            : `The connection ${name} of the tenant ${tenant.tenantName} could not be read: ${why}`;
        throw new Refusal(sentence);
    }
}

function find(name: string, { provider }: Auth0Tenant, parent: pulumi.Resource): Promise<auth0.GetConnectionResult> {
    return auth0.getConnection({ name }, { provider, parent });
}

function inUseOf(found: Partial<auth0.GetConnectionResult>): ConnectionInUse | undefined {
    const { enabledClients = [] } = found;
    return enabledClients.length === 0 ? undefined : { id: idOf(found), enabledClients };
}

// Empty while the provider's own settings are not known.
function idOf({ id, connectionId }: Partial<auth0.GetConnectionResult>): string {
    return connectionId ?? id ?? unknownText();
}

function nameOf({ name }: Partial<auth0.GetConnectionResult>): string {
    return name ?? unknownText();
}

// An output that comes to this is unknown itself.
function unknownText(): string {
    return pulumi.unknown as unknown as string;
}
